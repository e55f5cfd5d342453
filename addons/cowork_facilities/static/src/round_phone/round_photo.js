/* global createImageBitmap */
/** Longest side of a photo, in pixels: enough to see a crack, little to send. */
const LARGEST = 1280;
const QUALITY = 0.8;

/**
 * Scale a photo down before it is kept and sent.
 *
 * @param {File} file as the camera gives it
 * @returns {Promise<string>} JPEG as a data URL
 */
export async function scaleDown(file) {
    const picture = await createImageBitmap(file, {imageOrientation: "from-image"});
    const scale = Math.min(1, LARGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    return canvas.toDataURL("image/jpeg", QUALITY);
}
