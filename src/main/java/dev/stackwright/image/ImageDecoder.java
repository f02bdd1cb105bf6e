package dev.stackwright.image;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Cancellation.CancelledException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TFResourceExhaustedException;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint16;
import org.tensorflow.types.TUint8;

/**
 * Turns encoded images into pixels by one spec; the same bytes always give the same pixels. Thread-safe: any number
 * of threads may decode at once. Owns native memory; the one who opened it closes it.
 *
 * <p>JPEG (baseline, progressive, grey, CMYK) and opaque PNG are decoded as TensorFlow's {@code tf.io.decode_image}
 * decodes them, bit by bit; transparent PNG, GIF (first frame), BMP, TIFF (first page) and WebP are laid over white.
 * What a decoder may cost is bounded by bytes, pixels and scans before it begins, and while a PNG is inflated.
 */
public final class ImageDecoder implements AutoCloseable {

    private final ImageSpec spec;
    private final ImageLimits limits;
    private final PixelBudget budget;
    private final SixteenBits range = new SixteenBits();
    private final Graph graph;
    private final Session session;
    private volatile boolean closed;

    public ImageDecoder(ImageSpec spec, ImageLimits limits) {
        this(spec, limits, graph -> new Session(graph, onTheCallersThread()));
    }

    /** @param open the session on the graph; where it throws, nothing is left open */
    ImageDecoder(ImageSpec spec, ImageLimits limits, Function<Graph, Session> open) {
        this.spec = spec;
        this.limits = limits;
        budget = new PixelBudget(limits.maxPixels());
        graph = PixelGraph.build(spec.size());
        try {
            session = open.apply(graph);
        } catch (RuntimeException | Error e) {
            graph.close();
            throw e;
        }
    }

    /**
     * Passes, without decoding, what {@link #decode} may turn into pixels, by format, size and header; pixels may still
     * turn out damaged.
     *
     * @throws ImageRejectedException for whatever is not an image that could be decoded within the limits
     */
    public static void check(byte[] encoded, ImageLimits limits) throws ImageRejectedException {
        ImageHeader.read(encoded, limits);
    }

    /**
     * Whether decoding has so many pixels at once that another such image would wait until it is done. Whoever decodes on
     * threads that others share lets these come one at a time, so that no thread is held by one that only waits.
     *
     * @throws ImageRejectedException as {@link #check}
     */
    public static boolean isLarge(byte[] encoded, ImageLimits limits) throws ImageRejectedException {
        return PixelBudget.isLarge(ImageHeader.read(encoded, limits).pixels(), limits.maxPixels());
    }

    public ImageSpec spec() {
        return spec;
    }

    /**
     * Decodes one image to the pixels of the spec.
     *
     * @throws IllegalStateException when this decoder was closed
     * @throws ImageRejectedException for whatever is not a whole image of a known format within the limits
     * @throws OutOfMemoryError when there is no memory for this image, not even while no other is being decoded; the
     *     decoder stays usable
     */
    public Pixels decode(byte[] encoded) throws ImageRejectedException {
        return decode(encoded, Cancellation.NEVER);
    }

    /**
     * As {@link #decode(byte[])}, ended when nobody wants the pixels any more. What TensorFlow and libwebp do in one go is
     * not interrupted: some seconds at most, as pixels, bytes and scans are bounded.
     *
     * @throws dev.stackwright.common.Cancellation.CancelledException soon after it was asked to stop
     */
    public Pixels decode(byte[] encoded, Cancellation cancellation) throws ImageRejectedException {
        ImageHeader header = ImageHeader.read(encoded, limits);
        return budget.decode(header.pixels(), () -> decode(encoded, header, cancellation));
    }

    /** What people should know of the images decoded so far. */
    public List<String> remarks() {
        return range.remark().stream().toList();
    }

    private Pixels decode(byte[] encoded, ImageHeader header, Cancellation cancellation) throws ImageRejectedException {
        cancellation.throwIfRequested(); // it may have waited for others
        try {
            return switch (header.format()) {
                case JPEG -> decodeInGraph(PixelGraph.Source.JPEG, JpegHeader.ended(encoded), header);
                case PNG -> decodePng(new PngFile(encoded), header, cancellation);
                default -> decodeFirstFrame(encoded, header, cancellation);
            };
        } catch (TFResourceExhaustedException | CancelledException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            if (closed) {
                throw new IllegalStateException("expected an open decoder, but it was closed", e);
            }
            // TensorFlow Java derives its errors from many of Java's own, and image readers meet damage by index errors
            throw ImageHeader.corrupt(header.format(), "it cannot be decoded", e);
        }
    }

    private Pixels decodeFirstFrame(byte[] encoded, ImageHeader header, Cancellation cancellation)
            throws IOException, ImageRejectedException {
        try (TUint8 rgb = new FirstFrame(header, range, cancellation).decode(encoded)) {
            return resample(PixelGraph.Source.RAW, Map.of(PixelGraph.RAW, rgb), header.orientation());
        }
    }

    private Pixels decodeInGraph(PixelGraph.Source source, byte[] encoded, ImageHeader header) {
        try (TString bytes = TString.tensorOfBytes(NdArrays.scalarOfObject(encoded))) {
            return resample(source, Map.of(PixelGraph.ENCODED, bytes), header.orientation());
        }
    }

    private Pixels decodePng(PngFile png, ImageHeader header, Cancellation cancellation) throws ImageRejectedException {
        byte[] encoded = png.pixelsOnly(cancellation);
        boolean deep = png.depth() == Short.SIZE;
        if (!deep && !header.alpha()) {
            return decodeInGraph(PixelGraph.Source.PNG, encoded, header);
        }
        try (TString bytes = TString.tensorOfBytes(NdArrays.scalarOfObject(encoded));
                Result rgba = session.runner()
                        .feed(PixelGraph.ENCODED, bytes)
                        .fetch(deep ? PixelGraph.PNG_OF_16_BITS : PixelGraph.PNG_WITH_ALPHA)
                        .run();
                TUint8 rgb = deep
                        ? AlphaOverWhite.blend((TUint16) rgba.get(0), range, cancellation)
                        : AlphaOverWhite.blend((TUint8) rgba.get(0), cancellation)) {
            return resample(PixelGraph.Source.RAW, Map.of(PixelGraph.RAW, rgb), header.orientation());
        }
    }

    private Pixels resample(PixelGraph.Source source, Map<String, Tensor> feeds, Orientation orientation) {
        boolean oriented = orientation != Orientation.UPRIGHT;
        try (TInt32 permutation = TInt32.vectorOf(orientation.permutation());
                TInt32 reversed = TInt32.vectorOf(orientation.reversedAxes())) {
            Session.Runner runner = session.runner().fetch(PixelGraph.output(source, oriented));
            feeds.forEach(runner::feed);
            if (oriented) {
                runner.feed(PixelGraph.PERMUTATION, permutation).feed(PixelGraph.REVERSED_AXES, reversed);
            }
            try (Result result = runner.run()) {
                byte[] rgb = new byte[spec.bytes()];
                result.get(0).asRawTensor().data().read(rgb);
                return new Pixels(spec, rgb);
            }
        }
    }

    /**
     * Callers decode on many threads already, so each run stays on its own: no hand-over between pools. The pool for
     * work inside an op is left alone, as the first session of a process sets it for all. Never on a GPU.
     */
    private static ConfigProto onTheCallersThread() {
        return ConfigProto.newBuilder()
                .setInterOpParallelismThreads(-1)
                .putDeviceCount("GPU", 0)
                .build();
    }

    @Override
    public void close() {
        closed = true;
        session.close();
        graph.close();
    }

    /** What is refused before it is decoded. */
    public record ImageLimits(long maxBytes, long maxPixels) {

        /** 32 MiB and 64 megapixels. */
        public static final ImageLimits DEFAULT = new ImageLimits(32L << 20, 64_000_000L);

        public ImageLimits {
            if (maxBytes < 1 || maxPixels < 1) {
                throw new IllegalArgumentException(
                        "expected positive limits, found " + maxBytes + " bytes, " + maxPixels + " pixels");
            }
        }
    }
}
