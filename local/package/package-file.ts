// One file of the package: its path below the package's folder, with `/`, and its bytes.
export interface PackageFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export const textFile = (path: string, text: string): PackageFile => ({
  path,
  bytes: Buffer.from(text, 'utf8'),
});
