// Every document carries the version of its schema. One that a newer program wrote is left alone:
// rewriting it would lose the fields that this version does not know.

export class NewerSchemaVersion extends Error {
  override readonly name = 'NewerSchemaVersion';
}

export const assertKnownSchemaVersion = (found: number, known: number, what: string): void => {
  if (found <= known) return;
  throw new NewerSchemaVersion(
    `${what} has schema version ${found}, this program knows ${known}: a newer version of it wrote ` +
      'here. Finish the deployment of that version, or deploy it again.',
  );
};
