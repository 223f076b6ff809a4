// App hooks run one after the other, in the order of registration; one that throws stops what it
// is hooked to.
import type { HookContext, HookName } from './core-types';
import type { Registrations } from './registrations';

export async function runHooks(
  registrations: Registrations,
  name: HookName,
  context: HookContext,
): Promise<void> {
  for (const hook of registrations.hooks[name]) await hook(context);
}

export async function runAppHooks(
  registrations: Registrations,
  name: 'appStart' | 'appTerminate',
  appDir: string,
): Promise<void> {
  await runHooks(registrations, name, {
    hookData: registrations.appLevelHookData,
    appHookData: registrations.appHookData,
    ...(name === 'appStart' && { functionAppDirectory: appDir }),
  });
}
