// A fault in a policy file: always with its place, so that whoever reads it need not search.
export class PolicyProblem extends Error {
  override readonly name = 'PolicyProblem';

  constructor(
    readonly file: string,
    readonly line: number,
    readonly problem: string,
  ) {
    super(`${file}:${line}: ${problem}`);
  }
}
