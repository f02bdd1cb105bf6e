package dev.stackwright.train.data;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.common.Threads;
import dev.stackwright.dataset.Dataset;
import dev.stackwright.dataset.Dataset.Example;
import dev.stackwright.dataset.Dataset.RejectedImage;
import dev.stackwright.image.ImageDecoder;
import dev.stackwright.image.ImageRejectedException;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.image.Pixels;
import dev.stackwright.train.ImageFindings;
import dev.stackwright.train.NearCopy;
import dev.stackwright.train.TrainingException;
import dev.stackwright.train.data.FeaturePass.PixelBatches;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Examples read and decoded ahead by several threads, handed out in their order in batches, while the caller computes
 * with the last one. What cannot be decoded is set aside and left out. At most {@value #AHEAD} images are held. For one
 * thread; close it, which waits for the decoders.
 */
public final class DecodedBatches implements PixelBatches {

    private static final int AHEAD = 4 * BATCH;

    /** What an image looks like. */
    private record Seen(Pixels pixels, Fingerprint fingerprint) {}

    /** Either what it looks like or the reason why that is not known. */
    private record Decoded(Example example, Optional<Seen> seen, String reason) {}

    private final Dataset dataset;
    private final ImageDecoder decoder;
    private final Cancellation cancellation;
    private final Iterator<Example> waiting;
    private final Deque<Future<Decoded>> window = new ArrayDeque<>();
    private final ExecutorService threads;
    private final List<Example> usable = new ArrayList<>();
    private final List<Fingerprint> fingerprints = new ArrayList<>();
    private final List<RejectedImage> setAside = new ArrayList<>();

    /** @param decoder is not closed by this */
    public DecodedBatches(
            Dataset dataset, List<Example> examples, ImageDecoder decoder, int decoders, Cancellation cancellation) {
        this.dataset = dataset;
        this.decoder = decoder;
        this.cancellation = cancellation;
        this.waiting = examples.iterator();
        this.threads = Executors.newFixedThreadPool(decoders, Threads.daemons("decode"));
    }

    @Override
    public Optional<PixelBatch> next() {
        List<Pixels> images = new ArrayList<>(BATCH);
        while (images.size() < BATCH) {
            cancellation.throwIfRequested();
            refill();
            Future<Decoded> first = window.poll();
            if (first == null) {
                break;
            }
            Decoded decoded = result(first);
            decoded.seen.ifPresentOrElse(
                    seen -> {
                        images.add(seen.pixels);
                        fingerprints.add(seen.fingerprint);
                        usable.add(decoded.example);
                    },
                    () -> setAside.add(new RejectedImage(decoded.example.path(), decoded.reason)));
        }
        refill();
        return images.isEmpty() ? Optional.empty() : Optional.of(PixelBatch.of(decoder.spec(), images));
    }

    /** Of the examples handed out so far, those in batches, in their order. */
    public List<Example> usable() {
        return List.copyOf(usable);
    }

    /** Of the examples handed out so far, those that could not be decoded. */
    public List<RejectedImage> setAside() {
        return List.copyOf(setAside);
    }

    /** Once all images of the dataset were handed out: those that can be used, and which of them look as others. */
    public UsableImages images(Progress progress) {
        ImageFindings findings = new ImageFindings(setAside(), List.of(), decoder.remarks());
        UsableImages images = UsableImages.of(dataset.index(), findings);
        List<NearCopy> copies = NearCopies.find(images, fingerprints, progress, cancellation);
        return new UsableImages(
                images.training(),
                images.validation(),
                new ImageFindings(findings.setAside(), copies, findings.remarks()));
    }

    private void refill() {
        while (window.size() < AHEAD && waiting.hasNext()) {
            Example example = waiting.next();
            window.add(threads.submit(() -> decode(example)));
        }
    }

    private Decoded decode(Example example) {
        try {
            Pixels pixels = decoder.decode(dataset.read(example));
            return new Decoded(example, Optional.of(new Seen(pixels, Fingerprint.of(pixels))), "");
        } catch (ImageRejectedException e) {
            return new Decoded(example, Optional.empty(), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new TrainingException(
                    "cannot read " + example.path() + " of " + dataset.origin() + ": " + e.getMessage()
                            + "; the dataset must stay in place while it is trained on",
                    e);
        }
    }

    private static Decoded result(Future<Decoded> future) {
        try {
            return Threads.result(future, "decoding failed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrainingException("interrupted while waiting for images to be decoded", e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        // the decoder's native memory is freed after this, so no thread may still be in it
        Threads.ended(threads);
    }
}
