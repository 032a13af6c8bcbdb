/* The map's frame in the page (views/shared/map_frame.py): hands it what to draw, and hands on what a reader did on it. */
const HOST = window.location.origin;
const holders = new WeakMap();

function hold(parent) {
  const frame = document.createElement("iframe");
  const holder = { frame, runs: 0, isReady: false, message: null, onAct: null };
  holder.show = () => { if (holder.isReady && holder.message) frame.contentWindow.postMessage({ riool: holder.message }, HOST); };
  holder.hear = (event) => {
    if (event.source !== frame.contentWindow || event.origin !== HOST || !event.data || !event.data.riool) return;
    const { ready, act } = event.data.riool;
    if (ready) { holder.isReady = true; holder.show(); }
    if (act) holder.onAct(act);
  };
  window.addEventListener("message", holder.hear);
  holders.set(parent, holder);
  return holder;
}

const unpacked = (data) => new Response(new Blob([data]).stream().pipeThrough(new DecompressionStream("deflate-raw"))).json();

export default async function ({ parentElement, data, setTriggerValue }) {
  const holder = holders.get(parentElement) || hold(parentElement);
  const run = holder.runs += 1;
  const { page, title, frame, layers } = await unpacked(data);
  if (run === holder.runs) { // else a later run of the page has said more
    holder.message = { frame, layers };
    holder.onAct = (act) => setTriggerValue("act", act);
    holder.frame.title = title;
    if (holder.frame.getAttribute("src") !== page) {
      holder.isReady = false;
      holder.frame.src = page;
      parentElement.append(holder.frame);
    }
    holder.show();
  }
  return () => {
    window.removeEventListener("message", holder.hear);
    holders.delete(parentElement);
    holder.frame.remove();
  };
}
