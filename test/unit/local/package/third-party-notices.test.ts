import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { thirdPartyNotices } from '../../../../local/package/third-party-notices';

let projectDir: string;

beforeEach(() => {
  projectDir = mkdtempSync(path.join(tmpdir(), 'notices-'));
});
afterEach(() => rmSync(projectDir, { recursive: true }));

/** Installs a package and answers the source file of it that a bundle would name. */
const install = (folder: string, manifest: object, files: Record<string, string> = {}): string => {
  const dir = path.join(projectDir, 'node_modules', folder);
  mkdirSync(dir, { recursive: true });
  const all = { 'package.json': JSON.stringify(manifest), ...files };
  for (const [name, text] of Object.entries(all)) writeFileSync(path.join(dir, name), text);
  return `node_modules/${folder}/lib/index.js`;
};

describe('the notices', () => {
  it('hold the licence of each package once, also of one inside of another', () => {
    const sources = [
      'functions/index.ts',
      install(
        'a',
        { name: 'a', version: '1.0.0', license: 'MIT' },
        { LICENSE: 'Text of A\r\nends' },
      ),
      install(
        '@b/c',
        { name: '@b/c', version: '2.0.0', license: 'ISC' },
        { 'license.md': 'Text of C' },
      ),
      install(
        '@b/c/node_modules/a',
        { name: 'a', version: '0.9.0', license: 'MIT' },
        { LICENCE: 'Text of A\nends' },
      ),
    ];
    const notices = thirdPartyNotices(projectDir, [...sources, ...sources]);
    expect(notices.split('Text of A\nends')).toHaveLength(2);
    expect(notices).toContain('a 0.9.0 (MIT)\na 1.0.0 (MIT)\n\nText of A');
    expect(notices).toContain('@b/c 2.0.0 (ISC)\n\nText of C');
  });

  it('take the licence from the readme where it has no file of its own', () => {
    const readme = '# d\n\nUse it.\n\n## License\n\nMIT, by D.\n';
    const source = install('d', { name: 'd', version: '1.0.0' }, { 'README.md': readme });
    const notices = thirdPartyNotices(projectDir, [source]);
    expect(notices).toContain('## License\n\nMIT, by D.');
    expect(notices).not.toContain('Use it.');
  });

  it('are refused where a package does not say what its licence is', () => {
    const source = install('e', { name: 'e', version: '1.0.0' });
    expect(() => thirdPartyNotices(projectDir, [source])).toThrow(/^e 1\.0\.0 does not say/);
  });
});
