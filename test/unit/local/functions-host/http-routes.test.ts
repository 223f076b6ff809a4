// Which of two routes that match a path wins: the one whose function's name sorts first.
import { routes as ownRoutes } from '../../../../functions/routes';
import {
  defineFunction,
  type FunctionDefinition,
  type HttpFunction,
} from '../../../../local/functions-host/function-definition';
import { makeHttpRoutes } from '../../../../local/functions-host/http-routes';

function isHttp(definition: FunctionDefinition): definition is HttpFunction {
  return definition.kind === 'http';
}

function define(name: string, route: string, methods: readonly string[] = ['GET']): HttpFunction {
  const bindings = { input: { type: 'httpTrigger', route, methods } };
  const definition = defineFunction(
    { metadata: { name, bindings }, callback: () => undefined },
    {},
  );
  if (!isHttp(definition)) throw new Error('not an HTTP function');
  return definition;
}

function winner(definitions: readonly HttpFunction[], path: string, method = 'GET') {
  return makeHttpRoutes(definitions, '').find(method, path.split('/'))?.definition.name;
}

describe('of two routes that match', () => {
  it('the one whose function is named first wins, whatever is more specific or came first', () => {
    const literalFirst = [define('b', 'orders/{*rest}'), define('a', 'orders/latest')];
    expect(winner(literalFirst, 'orders/latest')).toBe('a');
    expect(winner(literalFirst, 'orders/7')).toBe('b');

    const catchAllFirst = [define('b', 'orders/latest'), define('a', 'orders/{*rest}')];
    expect(winner(catchAllFirst, 'orders/latest')).toBe('a');
    expect(winner(catchAllFirst.toReversed(), 'orders/latest')).toBe('a');
  });

  it.each([
    ['Alpha', 'beta'],
    ['alpha', 'Beta'],
    ['a', 'a_'],
    ['az', 'a_'],
    ['a1', 'aa'],
    ['a-b', 'a1'],
  ])('names compare in upper case, character by character: %s before %s', (first, second) => {
    for (const order of [
      [first, second],
      [second, first],
    ]) {
      const definitions = order.map((name) => define(name, 'x'));
      expect(winner(definitions, 'x')).toBe(first);
    }
  });

  it('the next is asked if the first takes another method', () => {
    const definitions = [define('a', '{*rest}', ['POST']), define('b', 'x')];
    expect(winner(definitions, 'x')).toBe('b');
    expect(winner(definitions, 'x', 'DELETE')).toBeUndefined();
  });
});

describe("the program's own routes", () => {
  const definitions = Object.values(ownRoutes).map(({ name, route, methods }) =>
    define(name, route, methods),
  );

  it.each(definitions.map(({ name, template }) => [name, template]))(
    '%s alone matches its path, so no order of names can hide it',
    (name, template) => {
      const matching = definitions.filter(({ route }) => route.match(template.split('/')));
      expect(matching.map((definition) => definition.name)).toEqual([name]);
    },
  );
});
