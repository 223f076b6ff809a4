// A process that does one task after another for whoever started it, and ends with it.
import { work, type Report, type Task } from './crew';

const answer = async (task: Task): Promise<Report> => {
  try {
    return { answer: await work(task) };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
};

process.on('message', (task: Task) => {
  void answer(task).then((report) => {
    // Whoever asked may have gone: then nobody waits for the answer.
    if (process.connected) process.send?.(report);
  });
});
process.on('disconnect', () => process.exit());
