// What a check found wrong in a policy file.
export interface PolicyFinding {
  readonly file: string;
  readonly line: number;
  readonly problem: string;
}

export const findingText = ({ file, line, problem }: PolicyFinding): string =>
  `${file}:${line}: ${problem}`;
