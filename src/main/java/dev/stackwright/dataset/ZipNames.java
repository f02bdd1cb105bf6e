package dev.stackwright.dataset;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The encoding of a zip's names that do not say theirs (PKWARE APPNOTE, appendix D: CP437; in practice UTF-8 by macOS
 * and many libraries, or the code page of a Windows, in Japan Shift-JIS). One for the whole zip. Pure.
 */
final class ZipNames {

    private static final Charset CP437 = Charset.forName("IBM437");
    private static final Charset SHIFT_JIS = Charset.forName("windows-31j");

    /** Without half-width Katakana, which are single bytes and so fit nearly everything. */
    private static final Pattern JAPANESE =
            Pattern.compile("[\\x00-\\x7F\\p{IsHiragana}\\p{IsHan}\\u3000-\\u303F\\u30A0-\\u30FF"
                    + "\\u31F0-\\u31FF\\uFF01\\uFF08\\uFF09\\uFF1F]*");

    /** European letters before Latin ones decode to single Kanji within words, which nobody writes. */
    private static final Pattern STRAY = Pattern.compile(
            "(?<![^\\x00-\\x7F])[^\\x00-\\x7F](?=[A-Za-z])|(?<=[A-Za-z])[^\\x00-\\x7F](?![^\\x00-\\x7F])");

    private ZipNames() {}

    /** The charset in which all names are what people write; CP437 where no other is. */
    static Charset of(Collection<byte[]> names) {
        if (names.stream()
                .allMatch(name -> decoded(name, StandardCharsets.UTF_8).isPresent())) {
            return StandardCharsets.UTF_8;
        }
        boolean japanese = names.stream()
                .allMatch(name ->
                        decoded(name, SHIFT_JIS).filter(ZipNames::isJapanese).isPresent());
        return japanese ? SHIFT_JIS : CP437;
    }

    /** As people call it. */
    static String title(Charset charset) {
        return charset.equals(SHIFT_JIS) ? "Shift-JIS" : charset.equals(CP437) ? "CP437" : charset.name();
    }

    private static boolean isJapanese(String name) {
        return JAPANESE.matcher(name).matches() && !STRAY.matcher(name).find();
    }

    private static Optional<String> decoded(byte[] name, Charset charset) {
        try {
            return Optional.of(
                    charset.newDecoder().decode(ByteBuffer.wrap(name)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
