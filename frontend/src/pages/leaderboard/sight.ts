/// The own place at the bottom of the window is for while the own row is out of sight.

export class Sight {
  private readonly observer = new IntersectionObserver((entries) => {
    const seen = entries.at(-1)?.isIntersecting === true;
    this.own.classList.toggle("told", seen);
  });
  private row: Element | null = null;

  constructor(private readonly own: HTMLElement) {}

  /** The rows may be others now. */
  look(): void {
    const row = document.querySelector("#live .me");
    if (row === this.row) return;
    this.observer.disconnect();
    this.row = row;
    if (row) this.observer.observe(row);
    else this.own.classList.remove("told");
  }
}
