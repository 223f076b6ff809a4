import { unzipSync } from 'fflate';
import { textFile } from '../../../../local/package/package-file';
import { zipOf } from '../../../../local/package/zip';

const files = [
  textFile('index.js', 'code'),
  textFile('a/b.json', '{}'),
  textFile('host.json', '{}'),
];

describe('the zip file', () => {
  it('holds every file under its path', () => {
    const unzipped = unzipSync(zipOf(files));
    const texts = Object.entries(unzipped).map(([path, bytes]) => [
      path,
      String(Buffer.from(bytes)),
    ]);
    expect(texts).toEqual([
      ['a/b.json', '{}'],
      ['host.json', '{}'],
      ['index.js', 'code'],
    ]);
  });

  it('is the same whatever the order in which its files were made', () => {
    expect(Buffer.from(zipOf([...files].reverse())).equals(zipOf(files))).toBe(true);
  });
});
