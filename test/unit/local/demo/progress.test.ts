import { Progress } from '../../../../local/demo/progress';

const makeOutput = (isTTY: boolean) => {
  const written: string[] = [];
  return { written, output: { isTTY, write: (text: string) => written.push(text) } };
};

describe('Progress', () => {
  it('writes over one line of a terminal, and leaves the last word standing', () => {
    const { written, output } = makeOutput(true);
    let nowMs = 0;
    const progress = new Progress(output, () => nowMs);
    progress.update('1 of 3');
    nowMs = 50;
    progress.update('2 of 3');
    nowMs = 150;
    progress.update('3 of 3');
    progress.done('all sent');
    expect(written.map((text) => text.replace(/^\r.\[2K/u, '<clear>'))).toEqual([
      '<clear>1 of 3',
      '<clear>3 of 3',
      '<clear>all sent\n',
    ]);
  });

  it('writes plain lines to a file, seldom, and no control characters', () => {
    const { written, output } = makeOutput(false);
    let nowMs = 0;
    const progress = new Progress(output, () => nowMs);
    for (; nowMs < 12_000; nowMs += 100) progress.update(`at ${nowMs}`);
    progress.done('all sent');
    expect(written).toEqual(['at 0\n', 'at 5000\n', 'at 10000\n', 'all sent\n']);
  });

  it('shows the first update of the next step at once', () => {
    const { written, output } = makeOutput(false);
    const progress = new Progress(output, () => 0);
    progress.update('sending');
    progress.done('sent');
    progress.update('waiting');
    expect(written).toEqual(['sending\n', 'sent\n', 'waiting\n']);
  });
});
