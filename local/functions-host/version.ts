// How the host presents itself to scripts and people: never as the real one.

export const HOST_VERSION = '4.0.0-development-host';

export const DEVELOPMENT_NOTICE =
  'Development host for Azure Functions apps: one machine, no keys enforced, not for production.';
