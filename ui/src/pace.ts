// How soon to come back to a stream that was lost: later each time, at our own pace instead of the browser's, as many
// tabs must not come back in one second.

const FIRST_MS = 1_000;
const MOST_MS = 30_000;

export class Pace {
  private wait = FIRST_MS;
  private timer = 0;

  /** It answers: the next loss begins anew. */
  reset(): void {
    this.wait = FIRST_MS;
  }

  again(open: () => void): void {
    this.timer = window.setTimeout(open, this.wait * (0.5 + Math.random() / 2));
    this.wait = Math.min(this.wait * 2, MOST_MS);
  }

  stop(): void {
    window.clearTimeout(this.timer);
  }
}
