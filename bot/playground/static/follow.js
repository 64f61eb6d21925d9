// Where a conversation is scrolled to: its end, but the top of a newest card that is taller than the pane.
import { headingOf } from "./headings.js";

const NEAR_PX = 120;

/** Keeps the newest card of one log in view, for as long as nobody scrolls away from it. */
export class Follower {
  /** @param scroll the element that scrolls  @param log the articles inside it */
  constructor(scroll, log) {
    this.scroll = scroll;
    this.log = log;
    this.on = true;
    this.topped = null; // the tall card whose top has been shown: after that, reading further down is left alone
    log.addEventListener("load", () => this.keep(), true); // pictures grow when they arrive
    scroll.addEventListener("scroll", () => { this.on = this.atNewest(); }, { passive: true });
    new ResizeObserver(() => this.keep()).observe(scroll);
  }

  /** Go to the newest card, wherever the person was. */
  start() {
    this.on = true;
    this.topped = null;
    this.keep();
  }

  /** After a change: show what is new, if the person was there. */
  keep() {
    const newest = this.log.lastElementChild;
    if (!this.scroll.clientHeight) this.topped = null; // another tab is on show, which loses the place
    if (!this.on || !newest || !this.scroll.clientHeight) return;
    const tall = newest.offsetHeight > this.scroll.clientHeight;
    const says = tall ? saidBy(newest) : null;
    if (!tall) this.scroll.scrollTop = this.scroll.scrollHeight;
    else if (says !== this.topped) this.scroll.scrollTop += this.above(newest);
    this.topped = says;
  }

  // A tall card is followed anywhere inside it: its buttons are at the end, its next words at the top.
  atNewest() {
    const left = this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight;
    const newest = this.log.lastElementChild;
    return left < NEAR_PX || (newest !== null && newest.offsetHeight > this.scroll.clientHeight && this.above(newest) < NEAR_PX);
  }

  above(article) {
    return article.getBoundingClientRect().top - this.scroll.getBoundingClientRect().top;
  }
}

// A box that was ticked leaves heading and bold words as they were; a next step changes them.
function saidBy(article) {
  const bold = [...article.querySelectorAll(".content strong")].map((node) => node.textContent);
  return [article.dataset.messageId, headingOf(article), ...bold].join("\n");
}
