// The app's settings: environment variables, and the names of settings in bindings that stand for
// their values. Values are never part of an error: they may be secrets.

export type AppSettings = Readonly<Record<string, string | undefined>>;

/** Replaces each `%NAME%` by the setting's value; an error when there is no such setting. */
export function expandSettings(text: string, settings: AppSettings): string {
  return text.replace(/%([^%\s]+)%/g, (_, name: string) => {
    const value = settings[name];
    if (value === undefined || value === '') throw new Error(`the setting ${name} is missing`);
    return value;
  });
}

export type EventHubsConnection =
  | { readonly kind: 'connectionString'; readonly connectionString: string }
  | { readonly kind: 'identity'; readonly fullyQualifiedNamespace: string };

/** The connection with this name: a connection string, or a namespace to sign in to. */
export function readEventHubsConnection(name: string, settings: AppSettings): EventHubsConnection {
  const connectionString = settings[name] ?? settings[`AzureWebJobs${name}`];
  if (connectionString) return { kind: 'connectionString', connectionString };
  const fullyQualifiedNamespace = settings[`${name}__fullyQualifiedNamespace`];
  if (fullyQualifiedNamespace) return { kind: 'identity', fullyQualifiedNamespace };
  throw new Error(
    `set ${name} to an Event Hubs connection string, ` +
      `or ${name}__fullyQualifiedNamespace to sign in with an identity`,
  );
}

export type StorageConnection =
  | { readonly kind: 'connectionString'; readonly connectionString: string }
  | { readonly kind: 'identity'; readonly blobServiceUri: string };

const STORAGE = 'AzureWebJobsStorage';

/** The storage account of the host itself: checkpoints, locks, when timers ran last. */
export function readStorageConnection(settings: AppSettings): StorageConnection {
  const connectionString = settings[STORAGE];
  if (connectionString) return { kind: 'connectionString', connectionString };
  const account = settings[`${STORAGE}__accountName`];
  const blobServiceUri =
    settings[`${STORAGE}__blobServiceUri`] ??
    (account ? `https://${account}.blob.core.windows.net` : undefined);
  if (blobServiceUri) return { kind: 'identity', blobServiceUri };
  throw new Error(
    `Timers and Event Hub triggers keep their place in blob storage: set ${STORAGE} to a ` +
      `connection string, or ${STORAGE}__accountName to sign in with an identity.`,
  );
}
