// Those who do the work of the command: this process, or several of its kind, each at one task at a
// time. A run keeps its process busy from end to end, so more cores need more processes.
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { programsWith, type Programs } from '../programs/programs';
import { findPlantedBug } from '../programs/planted-bugs';
import { simulate, type Run } from '../run/simulate';
import { hunt, type Hunted } from './hunt';

export type Task =
  | { readonly kind: 'run'; readonly seed: number }
  | { readonly kind: 'hunt'; readonly bug: string; readonly seed: number };

export interface Crew {
  readonly size: number;
  run(seed: number): Promise<Run>;
  hunt(bug: string, seed: number): Promise<Hunted>;
  leave(): void;
}

let programs: Programs | undefined;

/** Does a task in this process. */
export const work = (task: Task): Promise<Run | Hunted> => {
  if (task.kind === 'hunt') return hunt(findPlantedBug(task.bug), task.seed);
  programs ??= programsWith();
  return simulate(task.seed, programs);
};

export const makeCrew = (jobs: number): Crew => {
  const members = jobs === 1 ? [] : Array.from({ length: jobs }, () => new Member());
  const idle = [...members];
  const asked = async (task: Task): Promise<Run | Hunted> => {
    if (jobs === 1) return breathe(work(task));
    const member = idle.pop();
    if (member === undefined) throw new Error(`more than ${jobs} tasks at a time`);
    const answer = await member.ask(task);
    idle.push(member);
    return answer;
  };
  return {
    size: jobs,
    run: (seed) => asked({ kind: 'run', seed }) as Promise<Run>,
    hunt: (bug, seed) => asked({ kind: 'hunt', bug, seed }) as Promise<Hunted>,
    leave: () => members.forEach((member) => member.leave()),
  };
};

/** Runs keep the event loop busy from end to end: signals and output get their turn after each. */
const breathe = async <T>(work: Promise<T>): Promise<T> => {
  const answer = await work;
  await new Promise((resolve) => setImmediate(resolve));
  return answer;
};

/** A message of a crew member: what came of its task, or what its own code threw. */
export type Report = { readonly answer: Run | Hunted } | { readonly error: string };

class Member {
  readonly #process: ChildProcess = fork(join(__dirname, 'crew-member.ts'));

  ask(task: Task): Promise<Run | Hunted> {
    return new Promise((resolve, reject) => {
      const onExit = (): void => reject(new Error('a process of the simulator ended by itself'));
      this.#process.once('exit', onExit);
      this.#process.once('message', (report: Report) => {
        this.#process.off('exit', onExit);
        if ('error' in report) reject(new Error(report.error));
        else resolve(report.answer);
      });
      this.#process.send(task);
    });
  }

  leave(): void {
    this.#process.disconnect();
  }
}
