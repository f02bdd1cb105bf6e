package dev.stackwright.dataset;

import java.net.URI;

/**
 * Which addresses datasets are fetched from, redirects included. Pure.
 *
 * @param plainOnLoopback whether plain http from this machine itself is allowed
 * @param privateToo whether hosts on private networks are; cloud metadata never is
 */
record HttpsAddresses(boolean plainOnLoopback, boolean privateToo) {

    /** @throws DatasetException for anything but https, or plain http from this machine itself where that is allowed */
    void require(URI address, String origin) {
        if (DatasetLocation.Forms.isHttps(address)
                || (plainOnLoopback && DatasetLocation.Forms.isHttpOnLoopback(address))) {
            return;
        }
        throw new DatasetException(
                origin + ": expected an https address, found " + address + "; plain http can be tampered with", null);
    }
}
