package dev.stackwright.image;

import com.drew.imaging.FileType;
import com.drew.imaging.FileTypeDetector;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Formats that are told apart by their first bytes; names and extensions are not asked. */
public enum ImageFormat {
    JPEG("JPEG", true),
    PNG("PNG", true),
    GIF("GIF", true),
    BMP("BMP", true),
    WEBP("WebP", true),
    AVIF("AVIF", false),
    HEIC("HEIC", false),
    TIFF("TIFF or camera raw", false),
    PSD("Photoshop", false),
    ICO("icon", false),
    SVG("SVG", false);

    private static final int HEAD = 1024;

    private final String title;
    private final boolean decodable;

    ImageFormat(String title, boolean decodable) {
        this.title = title;
        this.decodable = decodable;
    }

    /** As people write it. */
    public String title() {
        return title;
    }

    /** Whether {@link ImageDecoder} turns it into pixels. */
    public boolean decodable() {
        return decodable;
    }

    /** The format of {@code encoded} by its content, or empty where it begins like no image that we know. */
    public static Optional<ImageFormat> sniff(byte[] encoded) {
        return switch (fileType(encoded)) {
            case Jpeg -> Optional.of(JPEG);
            case Png -> Optional.of(PNG);
            case Gif -> Optional.of(GIF);
            case Bmp -> Optional.of(BMP);
            case WebP -> Optional.of(WEBP);
            case Avif -> Optional.of(AVIF);
            case Heif -> Optional.of(HEIC);
            case Psd -> Optional.of(PSD);
            case Ico -> Optional.of(ICO);
            case Tiff, Dng, Arw, Cr2, Nef, Orf, Rw2, Raf, Crw, Crx, Kdc, ThreeFR, Pef, Srw -> Optional.of(TIFF);
            default -> isSvg(encoded) ? Optional.of(SVG) : Optional.empty();
        };
    }

    private static FileType fileType(byte[] encoded) {
        try {
            return FileTypeDetector.detectFileType(
                    new ByteArrayInputStream(encoded, 0, Math.min(encoded.length, HEAD)));
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory can always be read", e);
        }
    }

    private static boolean isSvg(byte[] encoded) {
        String head = new String(encoded, 0, Math.min(encoded.length, HEAD), StandardCharsets.ISO_8859_1)
                .toLowerCase(Locale.ROOT);
        return head.contains("<svg");
    }
}
