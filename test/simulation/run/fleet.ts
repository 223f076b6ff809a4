// The processes that run the program: as many as the scenario has roles. One that dies is replaced.
import type { Random } from '../../../local/simulator/random';
import { olderRules, type Programs } from '../programs/programs';
import type { Watch } from '../watch/watch';
import { minuteMs, processSkewMsMax, SkewedClock } from '../world/clocks';
import { SimulatedProcess, type ProcessFacts, type Role } from '../world/simulated-process';
import type { World } from '../world/world';
import type { Scenario } from './scenario';

/** Which releases new processes run where rules change: the older one, both, or the newer one. */
export type Release = 'older' | 'both' | 'newer';

export class Fleet {
  release: Release = 'older';
  #processes: readonly SimulatedProcess[] = [];
  #born = 0;

  constructor(
    private readonly world: World,
    private readonly watch: Watch,
    private readonly random: Random,
    private readonly scenario: Scenario,
    private readonly programs: Programs,
  ) {}

  get all(): readonly SimulatedProcess[] {
    return this.#processes;
  }

  deploy(): void {
    this.#processes = this.scenario.roles.map((role) => this.#bear(role));
  }

  /** One of the processes that do such work. */
  one(role: Exclude<Role, 'all'>): SimulatedProcess {
    const able = this.#processes.filter((one) => one.role === role || one.role === 'all');
    return this.random.pick(able);
  }

  replace(dead: SimulatedProcess): void {
    this.#processes = this.#processes.map((one) => (one === dead ? this.#bear(one.role) : one));
  }

  /** The deployment is complete: one process is left, and it runs the newest version. */
  settle(): SimulatedProcess {
    this.release = 'newer';
    let process = this.#bear('all');
    while (!process.isNewest) process = this.#bear('all');
    this.#processes = [process];
    return process;
  }

  /** A command of a person: a process of its own, without a session. */
  person(): SimulatedProcess {
    this.#born += 1;
    return new SimulatedProcess(this.world, this.watch, {
      name: `p${this.#born}.cli`,
      role: 'all',
      program: this.programs.current,
      isOld: false,
      clock: new SkewedClock(this.world.time, 0),
    });
  }

  #bear(role: Role): SimulatedProcess {
    this.#born += 1;
    const { world } = this;
    const skewMs = this.random.integer(-processSkewMsMax, processSkewMsMax);
    this.#noteSkews([skewMs, world.storeClock.skewMs, world.hubClock.skewMs]);
    const clock = new SkewedClock(world.time, skewMs);
    const name = `p${this.#born}`;
    return new SimulatedProcess(world, this.watch, { name, role, clock, ...this.#version() });
  }

  #version(): Pick<ProcessFacts, 'program' | 'isOld' | 'rules'> {
    const { programs } = this;
    const { theme } = this.scenario;
    const isEven = this.#born % 2 === 0;
    if (theme === 'rules') return this.#ofRules(isEven);
    if (theme === 'flood') return { program: programs.fewDeadLetters, isOld: false };
    if (theme === 'parts') return { program: programs.smallDocuments, isOld: false };
    if (theme !== 'versions') return { program: programs.current, isOld: false };
    return { program: isEven ? programs.current : programs.next, isOld: isEven };
  }

  /** The releases differ in their rules, and perhaps in their algorithm as well. */
  #ofRules(isEven: boolean): Pick<ProcessFacts, 'program' | 'isOld' | 'rules'> {
    const { programs, release } = this;
    const { hasNextAlgorithm } = this.scenario;
    if (release === 'older' || (release === 'both' && isEven)) {
      const program = programs.smallGroups;
      return { program, isOld: hasNextAlgorithm, rules: olderRules(program) };
    }
    const program = hasNextAlgorithm ? programs.smallGroupsNext : programs.smallGroups;
    return { program, isOld: false };
  }

  #noteSkews(skews: readonly [number, number, number]): void {
    const [least, middle, most] = skews.toSorted((a, b) => a - b) as [number, number, number];
    if (middle - least > minuteMs && most - middle > minuteMs) {
      this.world.reached.note(
        'processing, storing and enqueuing by clocks more than a minute apart',
      );
    }
  }
}
