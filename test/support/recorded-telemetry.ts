// Telemetry that keeps what it was told.
import type { Telemetry, TelemetryEvent } from '../../shared/app/ports';

export class RecordedTelemetry implements Telemetry {
  readonly events: TelemetryEvent[] = [];
  readonly metrics: { readonly name: string; readonly value: number }[] = [];

  event(event: TelemetryEvent): void {
    this.events.push(event);
  }

  metric(name: string, value: number): void {
    this.metrics.push({ name, value });
  }

  named(name: string): readonly TelemetryEvent[] {
    return this.events.filter((event) => event.name === name);
  }
}
