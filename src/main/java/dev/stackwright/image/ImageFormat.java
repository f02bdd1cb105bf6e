package dev.stackwright.image;

import com.drew.imaging.FileType;
import com.drew.imaging.FileTypeDetector;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Formats that are told apart by their first bytes; names and extensions are not asked. */
public enum ImageFormat {
    JPEG("JPEG", ""),
    PNG("PNG", ""),
    GIF("GIF", ""),
    BMP("BMP", ""),
    WEBP("WebP", ""),
    TIFF("TIFF", "to PNG: magick photo.tif photo.png"),
    AVIF("AVIF", "to PNG: avifdec photo.avif photo.png"),
    HEIC(
            "HEIC",
            "to JPEG: heif-convert photo.heic photo.jpg; iPhones send JPEG where Settings, Camera, Formats is 'Most"
                    + " Compatible'"),
    JPEG_XL("JPEG XL", "to PNG: djxl photo.jxl photo.png"),
    JPEG_2000("JPEG 2000", "to PNG: magick photo.jp2 photo.png"),
    CAMERA_RAW("camera raw", "to TIFF: dcraw -T photo.dng"),
    PSD("Photoshop", "to PNG: magick 'photo.psd[0]' photo.png"),
    ICO("icon", "to PNG: magick photo.ico photo.png"),
    SVG("SVG", "to PNG: rsvg-convert drawing.svg -o drawing.png");

    private static final int HEAD = 1024;
    private static final int BOX_TYPE = 4;
    private static final List<String> AVIF_BRANDS = List.of("avif", "avis");
    private static final List<String> HEIC_BRANDS =
            List.of("heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1");

    private final String title;
    private final String conversion;

    ImageFormat(String title, String conversion) {
        this.title = title;
        this.conversion = conversion;
    }

    /** As people write it. */
    public String title() {
        return title;
    }

    /** What turns it into a format that {@link ImageDecoder} reads, with a command; empty where that is not needed. */
    public String conversion() {
        return conversion;
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
            case Crx -> Optional.of(CAMERA_RAW);
            case Psd -> Optional.of(PSD);
            case Ico -> Optional.of(ICO);
            // some cameras' files begin like any TIFF: its tags tell
            case Tiff, Dng, Arw, Nef -> Optional.of(TIFF);
            case Cr2, Orf, Rw2, Raf, Crw, Kdc, ThreeFR, Pef, Srw -> Optional.of(CAMERA_RAW);
            default -> byText(new String(encoded, 0, Math.min(encoded.length, HEAD), StandardCharsets.ISO_8859_1));
        };
    }

    /** What the detector does not know, or knows by some of its names only. */
    private static Optional<ImageFormat> byText(String head) {
        if (head.startsWith("ftyp", BOX_TYPE)) {
            // ISO/IEC 14496-12, 4.3: the brand, then those that it is compatible with
            String brands = head.substring(BOX_TYPE, Math.min(head.length(), Math.max(BOX_TYPE, head.charAt(3))));
            return AVIF_BRANDS.stream().anyMatch(brands::contains)
                    ? Optional.of(AVIF)
                    : HEIC_BRANDS.stream().anyMatch(brands::contains) ? Optional.of(HEIC) : Optional.empty();
        }
        if (head.startsWith("\u00FF\n") || head.startsWith("JXL ", BOX_TYPE)) {
            return Optional.of(JPEG_XL);
        }
        if (head.startsWith("jP  ", BOX_TYPE) || head.startsWith("\u00FFO\u00FFQ")) {
            return Optional.of(JPEG_2000);
        }
        return head.toLowerCase(Locale.ROOT).contains("<svg") ? Optional.of(SVG) : Optional.empty();
    }

    private static FileType fileType(byte[] encoded) {
        try {
            return FileTypeDetector.detectFileType(
                    new ByteArrayInputStream(encoded, 0, Math.min(encoded.length, HEAD)));
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory can always be read", e);
        }
    }
}
