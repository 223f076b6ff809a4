import { readdirSync } from 'node:fs';
import { compileProgram } from './compile';
import { generateProgram } from './generate-program';
import { openGateway } from './gateway';
import { apiPolicy, writeApis } from './inline-policies';
import { parsePolicyDocument } from './policy-document';
import { describeWithMono } from './with-mono';

const request = { api: 'api', method: 'GET', url: '/', headers: {}, backends: [] } as const;

describeWithMono('the process of a gateway', () => {
  it('is given up where an expression does not end', async () => {
    const policies = writeApis({
      api: { inbound: '<set-variable name="a" value="@{ while (true) { } }" />' },
    });
    const gateway = await openGateway({ policiesDir: policies.directory, callMsMax: 200 });
    await expect(gateway.handle(request)).rejects.toThrow('did not end within 200 ms');
    await expect(gateway.handle(request)).rejects.toThrow('the program has ended');
    await gateway.close();
    policies.remove();
  });

  it('is not misled by what an expression prints', async () => {
    const policies = writeApis({
      api: {
        inbound: '<set-variable name="a" value=\'@{ Console.WriteLine("{}"); return 1; }\' />',
        backend: '',
      },
    });
    const gateway = await openGateway({ policiesDir: policies.directory });
    expect((await gateway.handle(request)).response.status).toBe(200);
    await gateway.close();
    policies.remove();
  });

  it('is compiled once by workers that start together', async () => {
    const unique = `@("${process.pid} ${process.hrtime.bigint()}")`;
    const source = apiPolicy({ inbound: `<set-variable name="a" value='${unique}' />` });
    const program = generateProgram([parsePolicyDocument(source, 'policies/apis/api.xml')]);
    const [first, ...others] = await Promise.all(
      Array.from({ length: 3 }, () => compileProgram(program)),
    );
    expect(others).toEqual([first, first]);
    expect(readdirSync(first?.replace(/[^/]+$/, '') ?? '').sort()).toEqual([
      'Expressions.cs',
      'harness.exe',
    ]);
  });
});
