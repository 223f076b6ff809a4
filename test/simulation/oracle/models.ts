// Which model a request is billed as, and through which router, by the rules of docs/reference-data.md.
import { routerModel, type ListedDeployment } from '../traffic/deployments';
import type { Usage } from './usage';

export interface ModelTruth {
  /** undefined: nobody knows. */
  readonly model: string | undefined;
  readonly isRouted: boolean;
  /** Whether the answer names another model than the list. */
  readonly differs: boolean;
}

type NamedBy = Pick<Usage, 'model' | 'deployment' | 'askedDeployment'>;

export const modelOf = (
  { model: stated, deployment, askedDeployment }: NamedBy,
  listed: ListedDeployment | undefined,
): ModelTruth => {
  const inList = listed?.model?.toLowerCase();
  if (inList === undefined) return { model: stated, isRouted: false, differs: false };
  const isEcho = stated === deployment || stated === askedDeployment;
  const answered = isEcho ? undefined : stated;
  if (inList === routerModel) {
    const model = answered === routerModel ? undefined : answered;
    return { model, isRouted: true, differs: false };
  }
  const differs = answered !== undefined && answered !== inList;
  return { model: answered ?? inList, isRouted: false, differs };
};
