// The project's policies with one file changed: for what only a fault, or a neighbour's policy, brings about.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openGateway } from '../harness/gateway';
import type { GatewayRequest, GatewayResult } from '../harness/gateway-call';
import { projectPolicies } from '../harness/policy-folder';
import { namedValues } from './named-values';

export interface Change {
  /** The file's path in policies/. */
  readonly file: string;
  readonly edit: (xml: string) => string;
}

/** What becomes of a call where a policy file is another one. */
export const handleWith = async (
  { file, edit }: Change,
  call: GatewayRequest,
): Promise<GatewayResult> => {
  const folder = mkdtempSync(join(tmpdir(), 'policies-'));
  try {
    cpSync(projectPolicies, folder, { recursive: true });
    const path = join(folder, file);
    writeFileSync(path, edit(readFileSync(path, 'utf8')));
    const gateway = await openGateway({ policiesDir: folder, namedValues });
    try {
      return await gateway.handle(call);
    } finally {
      await gateway.close();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
};
