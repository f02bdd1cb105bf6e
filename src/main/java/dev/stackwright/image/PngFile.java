package dev.stackwright.image;

import dev.stackwright.common.Cancellation;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The chunks of a PNG (W3C PNG, third edition, sections 5 and 11) up to its end, or to where its bytes end. */
final class PngFile {

    private static final int SIGNATURE = 8;
    private static final int AROUND_DATA = 12;
    private static final byte[] END = {0, 0, 0, 0, 'I', 'E', 'N', 'D', (byte) 0xAE, 0x42, 0x60, (byte) 0x82};

    private static final int GREY_WITH_ALPHA = 4;
    private static final int RGB_WITH_ALPHA = 6;
    private static final int INFLATE_AT_ONCE = 1 << 16;

    /** Of the seven passes of an interlaced picture: first column and row, then steps. */
    private static final int[][] ADAM7 = {
        {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
    };

    private final ByteBuffer in;
    private final int width;
    private final int height;
    private final int depth;
    private final int colourType;
    private final boolean interlaced;

    /** Fails by an index error where the header is not all there. */
    PngFile(byte[] encoded) throws ImageRejectedException {
        in = ByteBuffer.wrap(encoded);
        if (!name(SIGNATURE).equals("IHDR")) {
            throw ImageHeader.corrupt(ImageFormat.PNG, "it does not begin with its header", null);
        }
        width = in.getInt(SIGNATURE + 8);
        height = in.getInt(SIGNATURE + 12);
        depth = in.get(SIGNATURE + 16);
        colourType = in.get(SIGNATURE + 17);
        interlaced = in.get(SIGNATURE + 20) != 0;
    }

    int depth() {
        return depth;
    }

    ImageHeader header() {
        boolean alpha = colourType == GREY_WITH_ALPHA || colourType == RGB_WITH_ALPHA;
        boolean pixels = false;
        Orientation orientation = Orientation.UPRIGHT;
        for (int at = SIGNATURE; isChunk(at); at += AROUND_DATA + in.getInt(at)) {
            switch (name(at)) {
                case "IDAT" -> pixels = true;
                case "tRNS" -> alpha |= !pixels;
                case "eXIf" -> orientation = Orientation.ofExif(data(at), 0);
                default -> {}
            }
        }
        return ImageHeader.whole(ImageFormat.PNG, width, height, alpha, orientation);
    }

    /**
     * The same picture with nothing in it but the chunks that pixels are made of: libpng would also inflate text and
     * profiles, each of which may be a bomb, and what follows the last row.
     *
     * @throws ImageRejectedException when its pixels inflate to more or less than the header needs; inflating stops there
     * @throws dev.stackwright.common.Cancellation.CancelledException soon after it was asked to stop
     */
    byte[] pixelsOnly(Cancellation cancellation) throws ImageRejectedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(in.capacity());
        out.write(in.array(), 0, SIGNATURE);
        Inflater inflater = new Inflater();
        try {
            long missing = inflatedBytes();
            for (int at = SIGNATURE; isChunk(at); at += AROUND_DATA + in.getInt(at)) {
                boolean critical = Character.isUpperCase(in.get(at + 4));
                if (name(at).equals("IDAT")) {
                    inflater.setInput(in.array(), at + 8, in.getInt(at));
                    missing -= inflate(inflater, missing, cancellation);
                }
                if (critical || name(at).equals("tRNS")) {
                    out.write(in.array(), at, AROUND_DATA + in.getInt(at));
                }
            }
            if (missing > 0) {
                throw ImageHeader.corrupt(ImageFormat.PNG, "its pixels are not all there", null);
            }
        } catch (DataFormatException e) {
            throw ImageHeader.corrupt(ImageFormat.PNG, "its pixels cannot be inflated", e);
        } finally {
            inflater.end();
        }
        out.writeBytes(END);
        return out.toByteArray();
    }

    private static long inflate(Inflater inflater, long most, Cancellation cancellation)
            throws DataFormatException, ImageRejectedException {
        byte[] discarded = new byte[INFLATE_AT_ONCE];
        long found = 0;
        for (int n = inflater.inflate(discarded); n > 0; n = inflater.inflate(discarded)) {
            cancellation.throwIfRequested();
            found += n;
            if (found > most) {
                throw ImageHeader.corrupt(
                        ImageFormat.PNG, "its pixels inflate to more than its width and height need", null);
            }
        }
        return found;
    }

    /** Bytes of all rows, each with the byte that names its filter. */
    private long inflatedBytes() {
        if (!interlaced) {
            return rows(width, height);
        }
        long all = 0;
        for (int[] pass : ADAM7) {
            all += rows((width - pass[0] + pass[2] - 1) / pass[2], (height - pass[1] + pass[3] - 1) / pass[3]);
        }
        return all;
    }

    private long rows(int columns, int rows) {
        int samples = switch (colourType) {
            case GREY_WITH_ALPHA -> 2;
            case 2 -> 3;
            case RGB_WITH_ALPHA -> 4;
            default -> 1;
        };
        return columns == 0 ? 0 : rows * (1 + ((long) columns * samples * depth + 7) / 8);
    }

    /** Whether a whole chunk other than the end begins at {@code at}. */
    private boolean isChunk(int at) {
        return at + AROUND_DATA <= in.capacity()
                && in.getInt(at) >= 0
                && in.getInt(at) <= in.capacity() - at - AROUND_DATA
                && !name(at).equals("IEND");
    }

    private String name(int at) {
        return new String(in.array(), at + 4, 4, StandardCharsets.ISO_8859_1);
    }

    private byte[] data(int at) {
        byte[] data = new byte[in.getInt(at)];
        in.get(at + 8, data);
        return data;
    }
}
