/** Page pictures, each loaded once. */
const loading = new Map();
const KEPT = 24; // pictures of some megabytes each

/** @param {string} address @returns {Promise<HTMLImageElement>} */
export function loadPicture(address) {
  const known = loading.get(address);
  if (known) return known;
  if (loading.size >= KEPT) loading.delete(loading.keys().next().value);
  const loaded = new Promise((resolve, reject) => {
    const picture = new Image();
    picture.onload = () => resolve(picture);
    picture.onerror = () => {
      loading.delete(address);
      reject(new Error(address));
    };
    picture.src = address;
  });
  loading.set(address, loaded);
  return loaded;
}
