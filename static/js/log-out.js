/* Logging out takes along what this browser keeps of the person's unsaved text (js/editor/local-copies.js, which names
   the same database).  Where such text is left, the person is asked first: after it there is no way back to it. */

const STORE = "copies";

/** The database, or null where there is none: it is not made for the sake of being emptied. */
function openCopies() {
  return new Promise((resolve) => {
    const request = indexedDB.open("sidian");
    request.onupgradeneeded = () => request.transaction.abort();
    request.onsuccess = () => resolve(request.result);
    request.onerror = (event) => {
      event.preventDefault();
      resolve(null);
    };
  });
}

function settled(request) {
  return new Promise((resolve) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve([]);
  });
}

async function emptyCopies(database, person) {
  const index = database.transaction(STORE).objectStore(STORE).index("person");
  const keys = await settled(index.getAllKeys(person));
  if (keys.length && !window.confirm(gettext("有文字还没有保存到服务器，只暂存在这台电脑上。现在退出，这些文字就没有了。仍然退出吗？"))) return false;
  const transaction = database.transaction(STORE, "readwrite");
  for (const key of keys) transaction.objectStore(STORE).delete(key);
  await new Promise((resolve) => {
    transaction.oncomplete = transaction.onabort = resolve;
  });
  return true;
}

async function logOut(form) {
  const person = form.dataset.logOut;
  const database = await openCopies().catch(() => null);
  if (database && !(await emptyCopies(database, person))) return;
  if (typeof BroadcastChannel !== "undefined") new BroadcastChannel("sidian-log-out").postMessage({ person });
  form.submit();
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-log-out]");
  if (!form) return;
  event.preventDefault();
  logOut(form);
});
