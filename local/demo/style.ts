// Colours for people, and only for them: nothing is coloured in a file or a pipe, nor where
// NO_COLOR (https://no-color.org) asks for none.

export type Paint = (text: string) => string;

export interface Style {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly good: Paint;
  readonly bad: Paint;
}

const plain: Paint = (text) => text;

export const plainStyle: Style = { bold: plain, dim: plain, good: plain, bad: plain };

const escape = String.fromCharCode(27);
const sgr =
  (code: number): Paint =>
  (text) =>
    text === '' ? text : `${escape}[${code}m${text}${escape}[0m`;

const colouredStyle: Style = { bold: sgr(1), dim: sgr(2), good: sgr(32), bad: sgr(31) };

export const styleFor = (
  output: { readonly isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>>,
): Style => {
  const noColour = environment['NO_COLOR'] ?? '';
  return output.isTTY === true && noColour === '' ? colouredStyle : plainStyle;
};
