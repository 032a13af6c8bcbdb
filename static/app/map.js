/* The map's frame in the page (views/shared/map_frame.py): hands it what to draw, and hands on what a reader did on it. */
const holders = new WeakMap();

function hold(parent) {
  const frame = document.createElement("iframe");
  const holder = { frame, isReady: false, message: null, onAct: null };
  holder.show = () => {
    if (holder.isReady) frame.contentWindow.postMessage({ riool: holder.message }, window.location.origin);
  };
  holder.hear = (event) => {
    if (event.source !== frame.contentWindow || event.origin !== window.location.origin || !event.data || !event.data.riool) return;
    const { ready, act } = event.data.riool;
    if (ready) { holder.isReady = true; holder.show(); }
    if (act) holder.onAct(act);
  };
  window.addEventListener("message", holder.hear);
  holders.set(parent, holder);
  return holder;
}

export default function ({ parentElement, data, setTriggerValue }) {
  const holder = holders.get(parentElement) || hold(parentElement);
  const { page, title, frame, layers } = JSON.parse(new TextDecoder().decode(data));
  holder.message = { frame, layers };
  holder.onAct = (act) => setTriggerValue("act", act);
  holder.frame.title = title;
  if (holder.frame.getAttribute("src") !== page) {
    holder.isReady = false;
    holder.frame.src = page;
    if (!holder.frame.isConnected) parentElement.appendChild(holder.frame);
  }
  holder.show();
  return () => {
    window.removeEventListener("message", holder.hear);
    holders.delete(parentElement);
    holder.frame.remove();
  };
}
