import {
  fineTunedBase,
  fineTunedFamily,
  isRouterName,
  isVersionOf,
} from '../../../../shared/domain/reference/model-names';

describe('a model name', () => {
  it.each([
    ['gpt-4-1106-preview', 'gpt-4'],
    ['gpt-4-0613', 'gpt-4'],
    ['gpt-4-turbo-2024-04-09', 'gpt-4'],
    ['gpt-4-vision-preview', 'gpt-4'],
    ['gpt-4-32k-0613', 'gpt-4'],
    ['gpt-35-turbo-16k', 'gpt-35-turbo'],
    ['gpt-4o-2024-11-20', 'gpt-4o'],
    ['claude-haiku-4-5-20251001', 'claude-haiku-4-5'],
    ['text-embedding-ada-002', 'text-embedding-ada'],
    ['mistral-large-2407', 'mistral-large'],
    ['command-r-08-2024', 'command-r'],
    ['gpt-5-chat-latest', 'gpt-5-chat'],
  ])('%s is a version of %s, and not the other way round', (specific, family) => {
    expect(isVersionOf(specific, family)).toBe(true);
    expect(isVersionOf(family, specific)).toBe(false);
  });

  it.each([
    ['another word of the same letters', 'gpt-4o', 'gpt-4'],
    ['a smaller model', 'gpt-4o-mini', 'gpt-4o'],
    ['a smaller model with a date', 'gpt-4o-mini-2024-07-18', 'gpt-4o'],
    ['a model for sound', 'gpt-4o-audio-preview', 'gpt-4o'],
    ['a model for instructions', 'gpt-35-turbo-instruct', 'gpt-35-turbo'],
    ['a later generation', 'claude-opus-4-1', 'claude-opus-4'],
    ['a later generation with a date', 'claude-opus-4-1-20250805', 'claude-opus-4'],
    ['another date', 'gpt-4o-2024-08-06', 'gpt-4o-2024-11-20'],
    ['itself', 'gpt-4o', 'gpt-4o'],
    ['a name that ends in a hyphen', 'gpt-4o-', 'gpt-4o'],
  ])('is no version of another model: %s', (_what, specific, family) => {
    expect(isVersionOf(specific, family)).toBe(false);
  });

  it.each([
    ['gpt-4o-2024-08-06.ft-0a1b2c', 'gpt-4o-2024-08-06'],
    ['gpt-35-turbo-0125.ft-0a1b2c-support', 'gpt-35-turbo-0125'],
    ['ft:gpt-4o-mini-2024-07-18:contoso::abc', 'gpt-4o-mini-2024-07-18'],
    ['ft:gpt-4o', 'gpt-4o'],
    ['curie:ft-contoso-2023-03-01', 'curie'],
    ['gpt-4o', undefined],
    ['.ft-0a1b2c', undefined],
    ['ft:', undefined],
  ])('%s was fine-tuned from %s', (model, base) => {
    expect(fineTunedBase(model)).toBe(base);
  });

  it('of all models that are fine-tuned from a base is the base with .ft behind it', () => {
    expect(fineTunedFamily('gpt-4o')).toBe('gpt-4o.ft');
  });

  it.each([
    ['model-router', true],
    ['model-router-2025-11-18', true],
    ['model-routers', false],
    ['my-model-router', false],
  ])('says whether a name is a router: %s', (model, isRouter) => {
    expect(isRouterName(model)).toBe(isRouter);
  });
});
