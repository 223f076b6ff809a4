import { check, soundApi, soundFragment, soundReadme } from './sound-policies';

const inInbound = (policies: string): readonly string[] =>
  check(
    soundApi.replace('<base /><include', `<base />${policies}<include`),
    soundFragment,
    soundReadme,
  );

const inBackend = (policies: string, fragment = soundFragment): readonly string[] =>
  check(
    soundApi.replace(/<backend>.*<\/backend>/, `<backend>${policies}</backend>`),
    fragment,
    soundReadme,
  );

const forward = '<forward-request buffer-request-body="true" buffer-response="false" />';
const origins = '<allowed-origins><origin>https://app.example</origin></allowed-origins>';
const methods =
  '<allowed-methods preflight-result-max-age="300"><method>GET</method></allowed-methods>';
const headers = '<allowed-headers><header>*</header></allowed-headers>';
const when = '<when condition="@(true)" />';
const token = 'llm-token-limit counter-key="k" estimate-prompt-tokens="true"';

describe('the structure of policies', () => {
  it.each([
    `<cors>${origins}${headers}</cors>`,
    `<cors>${origins}${methods}${headers}<expose-headers><header>a</header></expose-headers></cors>`,
    `<choose>${when}${when}<otherwise /></choose>`,
    `<${token} tokens-per-minute="1000" />`,
    `<${token} token-quota="1000" token-quota-period="Monthly" />`,
    '<rate-limit calls="1" renewal-period="300" />',
    '<quota calls="1" renewal-period="0" />',
    '<set-header name="a" exists-action="delete" />',
    '<return-response><set-status code="400" reason="no" /><set-body>no</set-body></return-response>',
    '<set-backend-service backend-id="llm-usage" />',
    '<retry condition="@(true)" count="50" interval="1"><base /></retry>',
  ])('is sound in %s', (policies) => {
    expect(inInbound(policies)).toEqual([]);
  });

  it.each([
    [
      'children of cors in another order',
      `<cors>${origins}${headers}${methods}</cors>`,
      '<allowed-methods> stands too late in <cors>',
    ],
    [
      'the parts of an answer in another order',
      `<return-response><set-body>no</set-body><set-status code="400" reason="no" /></return-response>`,
      '<set-status> stands too late in <return-response>: the order is set-status, set-header, set-body',
    ],
    ['cors without headers', `<cors>${origins}</cors>`, 'must hold <allowed-headers> once, not 0x'],
    ['cors without origins', `<cors>${headers}</cors>`, 'must hold <allowed-origins> once, not 0x'],
    [
      'cors with no origin in its origins',
      `<cors><allowed-origins />${headers}</cors>`,
      '<allowed-origins> must hold <origin> at least once',
    ],
    [
      'a word for a number of seconds',
      `<cors>${origins}${methods.replace('300', 'often')}${headers}</cors>`,
      'preflight-result-max-age of <allowed-methods> is "often", not a whole number from 0 up',
    ],
    [
      'otherwise before when',
      `<choose><otherwise />${when}</choose>`,
      '<when> stands too late in <choose>: the order is when, otherwise',
    ],
    [
      'otherwise twice',
      `<choose>${when}<otherwise /><otherwise /></choose>`,
      '<choose> must hold <otherwise> at most once, not 2x',
    ],
    ['an empty choose', '<choose />', '<choose> must hold <when> at least once, not 0x'],
    [
      'a condition that is neither true nor false',
      '<choose><when condition="maybe" /></choose>',
      'condition of <when> is "maybe", not one of true, false',
    ],
    [
      'a quota without its period',
      `<${token} token-quota="5" />`,
      'must have all or none of token-quota, token-quota-period',
    ],
    [
      'a token limit without a limit',
      `<${token} />`,
      'must have at least one of tokens-per-minute, token-quota',
    ],
    [
      'a quota of nothing',
      '<quota renewal-period="3600" />',
      '<quota> must have at least one of calls, bandwidth',
    ],
    [
      'a quota that renews too soon',
      '<quota calls="1" renewal-period="60" />',
      'renewal-period of <quota> is "60", not a whole number from 300 up',
    ],
    [
      'a rate over too long a time',
      '<rate-limit calls="1" renewal-period="600" />',
      'renewal-period of <rate-limit> is "600", not a whole number from 1 to 300',
    ],
    [
      'a count in words',
      '<retry condition="@(true)" count="once" interval="1" />',
      'count of <retry> is "once", not a whole number from 1 to 50',
    ],
    [
      'too many retries',
      '<retry condition="@(true)" count="99" interval="1" />',
      'count of <retry> is "99", not a whole number from 1 to 50',
    ],
    [
      'a status in words',
      '<validate-azure-ad-token tenant-id="t" failed-validation-httpcode="no" />',
      'failed-validation-httpcode of <validate-azure-ad-token> is "no"',
    ],
    [
      'a header that is set to nothing',
      '<set-header name="a" exists-action="override" />',
      '<set-header> has no <value> to set',
    ],
    [
      'a deleted header with a value',
      '<set-header name="a" exists-action="delete"><value>b</value></set-header>',
      '<set-header> has a <value>, which delete has no use for',
    ],
    [
      'a backend named twice',
      '<set-backend-service base-url="https://a.example" backend-id="llm-usage" />',
      '<set-backend-service> must have exactly one of base-url, backend-id',
    ],
    ['no backend', '<set-backend-service />', 'must have exactly one of base-url, backend-id'],
    [
      'a likeness above one',
      '<llm-semantic-cache-lookup score-threshold="1.5" embeddings-backend-id="llm-usage" embeddings-backend-auth="system-assigned" />',
      'score-threshold of <llm-semantic-cache-lookup> is "1.5", not a number from 0 to 1',
    ],
  ])('is refused with %s', (_what, policies, finding) => {
    expect(inInbound(policies)).toEqual([expect.stringContaining(finding)]);
  });

  it('is refused with a second policy in backend, also where a fragment brings it', () => {
    expect(inBackend(`<set-variable name="a" value="b" />${forward}`)).toEqual([
      expect.stringContaining('backend takes one policy only, not set-variable, forward-request'),
    ]);
    const fragment = soundFragment.replace('<fragment>', `<fragment>${forward}`);
    expect(inBackend('<include-fragment fragment-id="part" />', fragment).join()).toContain(
      'backend takes one policy only, not forward-request, set-header, choose, log-to-eventhub',
    );
    expect(inBackend(`<base />${forward}`).join()).toContain('not base, forward-request');
  });

  it('is sound in backend with one policy that holds the others, or with none', () => {
    const retry = `<retry condition="@(true)" count="1" interval="1"><set-variable name="a" value="b" />${forward}</retry>`;
    expect(inBackend(retry)).toEqual([]);
    expect(inBackend('')).toEqual([]);
  });
});

describe('the forwarding of requests', () => {
  it('is refused where it holds streams back', () => {
    expect(inBackend('<forward-request timeout="60" />')).toEqual([
      expect.stringContaining('without buffer-response="false" holds streams back'),
    ]);
  });

  it('is refused where a second try would send no body', () => {
    const retry = `<retry condition="@(true)" count="1" interval="1"><choose><when condition="@(true)">
      <forward-request buffer-response="false" /></when></choose></retry>`;
    expect(inBackend(retry)).toEqual([
      expect.stringContaining('in retry without buffer-request-body="true" sends no body again'),
    ]);
  });
});
