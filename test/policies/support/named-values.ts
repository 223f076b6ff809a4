// A value for every named value that the policies refer to, as a platform team might set it.
const limitsOf = (tier: string, factor: number): Readonly<Record<string, string>> => ({
  [`llm-${tier}-calls-per-minute`]: String(60 * factor),
  [`llm-${tier}-tokens-per-minute`]: String(10_000 * factor),
  [`llm-${tier}-tokens-per-month`]: String(5_000_000 * factor),
});

export const namedValues: Readonly<Record<string, string>> = {
  'llm-tenant-id': '9f5c1c2e-4a3b-4a57-8a0e-2a1f6f0d7c11',
  'llm-audience': 'api://llm-gateway',
  'llm-audience-id': 'd3590ed6-52b3-4102-aeff-aad2292ab01c',
  'llm-allowed-origin': 'https://apps.contoso.example',
  'llm-premium-product': 'llm-premium',
  'llm-standard-product': 'llm-standard',
  ...limitsOf('premium', 10),
  ...limitsOf('standard', 3),
  ...limitsOf('basic', 1),
  'llm-estimate-prompt-tokens': 'false',
  'llm-provisioned-products': 'llm-premium, llm-batch',
  'llm-provisioned-deployments': 'gpt-4o, gpt-5-mini',
  'llm-backend-timeout-seconds': '240',
  'llm-background-responses': 'refuse',
  'llm-request-bytes-max': '1048576',
  'llm-answer-bytes-max': '4194304',
  'llm-emit-failures': 'true',
  'llm-emit-estimates': 'false',
  'llm-cache-score-threshold': '0.05',
  'llm-cache-seconds': '600',
};
