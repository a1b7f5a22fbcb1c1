/// Less of something, step by step, until its box holds it: nothing on the big screen is cut, and nobody scrolls there.

const fonts = $state({ loaded: 0 });
document.fonts.addEventListener("loadingdone", () => (fonts.loaded += 1));

/** Whether the children's places are higher than their box. Not by scrollHeight, which counts lines on their way. */
function overflows(box: HTMLElement): boolean {
  const children = [...box.children].filter((child) => child instanceof HTMLElement);
  const { paddingTop, paddingBottom } = getComputedStyle(box);
  const top = Math.min(...children.map((child) => child.offsetTop));
  const bottom = Math.max(...children.map((child) => child.offsetTop + child.offsetHeight));
  return bottom - top > box.clientHeight - parseFloat(paddingTop) - parseFloat(paddingBottom) + 1;
}

/** To be made while a component is made, which binds `box`, `width` and `height` to the element. */
export class Fit {
  box = $state<HTMLElement>();
  width = $state(0);
  height = $state(0);
  /** How much less is shown, from 0. Before anything is painted it is as high as it has to be. */
  step = $state(0);

  /** `content`: all that the box shows depends on; `last`: the last step that changes anything. */
  constructor(content: () => unknown, last: () => number) {
    let known = "";
    $effect(() => {
      content();
      const room = [this.width, this.height, fonts.loaded].join();
      const fresh = room !== known;
      known = room;
      if (fresh && this.step > 0) this.step = 0; // comes back once that is shown
      else if (this.box && this.step < last() && overflows(this.box)) this.step += 1;
    });
  }
}
