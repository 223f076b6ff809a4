import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { NoStore, openStores } from '../../../local/open-stores';
import {
  findStack,
  readStackFile,
  removeStackFile,
  stackFile,
  stackFileOf,
  writeStackFile,
  type StackDescription,
} from '../../../local/stack-file';

const describedBy = (pid: number): StackDescription => ({
  pid,
  eventHubs: { connectionString: 'Endpoint=…', hubs: { usage: 'a', logs: 'b' } },
  cosmos: { endpoint: 'http://127.0.0.1:1/', connectionString: 'Account…', database: 'chargeback' },
  storage: { connectionString: 'Default…' },
  http: { baseUrl: 'http://127.0.0.1:2/api/v1' },
  settings: {
    COSMOS_CONNECTION_STRING: 'AccountEndpoint=http://127.0.0.1:1/;AccountKey=a2V5;',
    COSMOS_CONSISTENCY: 'Session',
  },
});

describe('the file of the running stack', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'stack-file-'));
    file = path.join(folder, 'stack.json');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('says how to reach the stack until the stack removes it', () => {
    writeStackFile(describedBy(process.pid), file);
    expect(findStack(file)).toEqual(describedBy(process.pid));
    removeStackFile(file);
    expect(existsSync(file)).toBe(false);
    expect(findStack(file)).toBeUndefined();
  });

  it.each([
    ['is not there', undefined],
    ['is no JSON', '{'],
    ['is not written by a stack', '{"pid":1}'],
  ])('describes no stack if it %s', (_, text) => {
    if (text !== undefined) writeFileSync(file, text);
    expect(findStack(file)).toBeUndefined();
    expect(() => readStackFile(file)).toThrow(/no stack is running .*npm start/);
  });

  it('describes no stack if its process was killed, and commands say that there is none', () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    writeStackFile(describedBy(pid), file);
    expect(findStack(file)).toBeUndefined();
    expect(() => readStackFile(file)).toThrow(/no stack is running .*npm start/);
    expect(() => openStores({ STACK_FILE: file })).toThrow(NoStore);
  });

  it('is named by STACK_FILE for every command, else it is the usual one', () => {
    expect(stackFileOf({ STACK_FILE: file })).toBe(file);
    expect([stackFileOf({}), stackFileOf({ STACK_FILE: '' })]).toEqual([stackFile, stackFile]);
    writeStackFile(describedBy(process.pid), file);
    const stores = openStores({ STACK_FILE: file });
    expect(stores.name).toBe('http://127.0.0.1:1/, database chargeback');
    stores.dispose();
  });
});
