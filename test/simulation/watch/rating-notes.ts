// Which of the conditions about tiers, models and names a period has been through, once its figures
// were found right.
import type { ChargebackReport } from '../../../shared/domain/chargeback/chargeback-report';
import type { RequestTruth } from '../oracle/requests';
import { echoDeployment, routerModel, twinDeployment } from '../traffic/deployments';
import type { Reached } from './reached';

export function noteRatings(
  reached: Reached,
  { coverage, businessUnits }: ChargebackReport,
  requests: readonly RequestTruth[],
): void {
  if (coverage.tierAssumed > 0) reached.note('a tier that was asked for and that nobody confirmed');
  if (coverage.tierUnknown > 0)
    reached.note('a tier that no source knows, of a model with several');
  if (coverage.modelDiffers > 0) reached.note('an answer that names another model than the list');
  const lines = businessUnits.flatMap((unit) => unit.lines);
  if (lines.some(({ model }) => model === routerModel)) {
    reached.note("a router's price beside the price of the model that it chose");
  }
  if (requests.some((one) => one.overflows && one.hasSeveralAnswers)) {
    reached.note('more answers bought under one id than are kept');
  }
  const counted = requests.filter(({ meters }) => Object.keys(meters).length > 0);
  if (counted.some(({ model, deployment }) => model === echoDeployment && deployment === model)) {
    reached.note("an answer that names the deployment in the model's place");
  }
  if (counted.some(({ deployment, backend }) => deployment === twinDeployment && !backend)) {
    reached.note('a deployment of two backends, and no source names the backend');
  }
  if (counted.some(({ deployment, askedDeployment }) => deployment !== askedDeployment)) {
    reached.note('a deployment that served in the place of the one that was asked');
  }
  if (counted.some(({ isSpelledApart }) => isSpelledApart)) {
    reached.note('one request in which sources spell a name in several ways');
  }
}
