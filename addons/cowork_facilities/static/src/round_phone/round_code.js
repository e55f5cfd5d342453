/* global crypto, TextEncoder */
/** @returns {string} a code as the server keeps it, however it was typed */
export function plainCode(code) {
    return (code || "").toUpperCase().replace(/[^A-Z0-9]/g, "");
}

/**
 * Whether a code may be that of a point, also without a connection. The server has the
 * last word.
 *
 * @param {string} code as it was scanned or typed
 * @param {string} hash SHA-256 of the right one
 * @returns {Promise<boolean>} false when it is a wrong one
 */
export async function mayBeCode(code, hash) {
    const plain = plainCode(code);
    if (!plain || !hash) {
        return false;
    }
    // Browsers compute it on secure pages only.
    if (!crypto.subtle) {
        return true;
    }
    const bytes = await crypto.subtle.digest(
        "SHA-256",
        new TextEncoder().encode(plain),
    );
    const found = Array.from(new Uint8Array(bytes), (byte) =>
        byte.toString(16).padStart(2, "0"),
    );
    return found.join("") === hash;
}
