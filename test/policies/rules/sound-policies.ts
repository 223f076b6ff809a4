// A folder of policies in which nothing is wrong, and what the checks find where something is.
import { parsePolicyDocument } from '../harness/policy-document';
import { checkPolicies } from './check-policies';
import { findingText } from './policy-finding';

const header = (namedValues: string) => `<!--
  Purpose: to be checked.
  Assumes: nothing.
  Named values: ${namedValues}
  Usage: here.
  Cost: none.
-->
`;

export const soundApi = `${header('none.')}<policies>
  <inbound><base /><include-fragment fragment-id="part" /></inbound>
  <backend><forward-request timeout="60" buffer-response="false" /></backend>
  <outbound><base /></outbound>
  <on-error><base /></on-error>
</policies>
`;

export const soundFragment = `${header('llm-limit, a number.')}<fragment>
  <set-header name="a" exists-action="override"><value>@(context.RequestId.ToString())</value></set-header>
  <choose><when condition="@(true)"><set-variable name="b" value="{{llm-limit}}" /></when></choose>
  <log-to-eventhub logger-id="llm-usage" partition-key="@(context.RequestId.ToString())">
    @(context.Variables.GetValueOrDefault&lt;string&gt;("llmUsageEvent", ""))
  </log-to-eventhub>
</fragment>
`;

export const soundReadme = '| `llm-limit` | a limit |\n\nThe logger is `llm-usage`.\n';

export const check = (api: string, fragment: string, readme: string): readonly string[] => {
  const folder = {
    apis: [parsePolicyDocument(api, 'policies/apis/api.xml')],
    fragments: [parsePolicyDocument(fragment, 'policies/fragments/part.xml')],
  };
  return checkPolicies(folder, readme).map(findingText);
};
