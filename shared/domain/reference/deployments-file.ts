// Deployments as people write them.
import * as z from 'zod';
import type { Deployment } from './deployments';
import { elementsOf, isDefined, memberPath, type ProblemList } from './problems';
import { nameText, serviceTierText, skuText } from './reference-text';
import type { ReferenceBody } from './reference-version';
import { checkSku } from './skus';

const deploymentSchema = z
  .strictObject({
    deployment: nameText,
    backendId: nameText.optional(),
    model: nameText.optional(),
    billedAs: nameText.optional(),
    serviceTier: serviceTierText.optional(),
    sku: skuText,
  })
  .transform(({ deployment, backendId, model, billedAs, serviceTier, sku }): Deployment => ({
    deployment,
    ...(backendId === undefined ? {} : { backendId }),
    ...(model === undefined ? {} : { model }),
    ...(billedAs === undefined ? {} : { billedAs }),
    ...(serviceTier === undefined ? {} : { serviceTier }),
    sku,
  }));

const bodySchema = z.strictObject({
  defaultSku: skuText.optional(),
  deployments: z.array(z.unknown()),
});

export const readDeployments = (
  members: object,
  problems: ProblemList,
): ReferenceBody | undefined => {
  const body = problems.read(bodySchema, members, '');
  const deployments = elementsOf(members, 'deployments').map((deployment, index) =>
    problems.read(deploymentSchema, deployment, memberPath('deployments', index)),
  );
  deployments.forEach((deployment, index) => {
    const path = memberPath(memberPath('deployments', index), 'sku');
    if (deployment !== undefined) checkSku(deployment.sku, path, problems);
  });
  problems.forbidRepeats(
    deployments.flatMap((deployment, index) =>
      deployment === undefined
        ? []
        : [{ name: fullName(deployment), path: memberPath('deployments', index) }],
    ),
  );
  if (body === undefined) return undefined;
  const { defaultSku } = body;
  if (defaultSku !== undefined) checkSku(defaultSku, 'defaultSku', problems);
  return {
    kind: 'deployments',
    ...(defaultSku === undefined ? {} : { defaultSku }),
    deployments: deployments.filter(isDefined),
  };
};

const fullName = ({ deployment, backendId }: Deployment): string =>
  backendId === undefined ? deployment : `${deployment} on ${backendId}`;
