// Checks how events are sent: spread over the partitions by the request's id, and the text of the
// one variable that is made for it.
import type { PolicyDocument } from '../harness/policy-document';
import { elementsNamed } from './policy-elements';
import type { PolicyFinding } from './policy-finding';

/** Whatever else a variable holds (the request that is to be sent, an answer) stays in here. */
const eventText = 'context.Variables.GetValueOrDefault<string>("llmUsageEvent","")';

export const checkEventHubs = ({ file, root }: PolicyDocument): readonly PolicyFinding[] =>
  elementsNamed(root, 'log-to-eventhub').flatMap(({ line, attributes, text }) => {
    const at = (problem: string): PolicyFinding => ({ file, line, problem });
    const key = attributes.get('partition-key')?.expression?.code ?? '';
    return [
      ...(attributes.has('partition-id')
        ? [at('partition-id sends every event to one partition')]
        : []),
      ...(/\bcontext\.RequestId\b/.test(key)
        ? []
        : [at('the partition-key does not spread events by context.RequestId')]),
      ...(text?.expression?.code.replace(/\s/g, '') === eventText
        ? []
        : [at('log-to-eventhub logs something else than the variable llmUsageEvent')]),
    ];
  });
