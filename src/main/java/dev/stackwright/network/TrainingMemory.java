package dev.stackwright.network;

import dev.stackwright.network.Inventory.Node;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a step of training takes of memory, in bytes, estimated from the drawing of the network alone; libraries add what they
 * work in. BENCHMARKS.md compares it with what was measured.
 *
 * @param weights with what is kept for each: gradients, moments, and where it is asked for their moving average
 * @param activations that the way back reads, of all images that are in a step at once, and twice the largest of them: a
 *     gradient on its way in and one on its way out
 * @param host pixels of the batch that the device works on and of the next one, as bytes
 */
public record TrainingMemory(long weights, long activations, long host) {

    /** Layers whose gradient reads what went in. */
    private static final Set<String> READ_INPUT =
            Set.of("Conv2D", "DepthwiseConv2D", "SeparableConv2D", "MaxPooling2D", "ZeroPadding2D");

    /** Layers whose gradient reads what came out. */
    private static final Set<String> READ_OUTPUT = Set.of("Activation", "ReLU", "MaxPooling2D");

    /** Of each weight: itself, its gradient, the sum of gradients of a batch's parts, and Adam's two moments. */
    private static final long COPIES = 5;

    /** Bytes; TF32 takes as many. */
    private static final long FLOAT = 4;

    /**
     * Of one step.
     *
     * @param size edge of the images in pixels
     * @param images that are in it at once: the batch, or a part of it
     */
    public static TrainingMemory of(Network network, FineTuneSettings settings, int size, int images) {
        List<Node> nodes = network.nodes(size);
        boolean training = settings.batchNorm().bindsBatch();
        Set<Node> read = new HashSet<>();
        for (Node node : nodes) {
            String type = node.layer.type();
            if (READ_INPUT.contains(type) || (training && type.equals("BatchNormalization"))) {
                read.addAll(node.inputs);
            }
            if (READ_OUTPUT.contains(type)) {
                read.add(node);
            }
        }
        long kept = 0;
        long largest = 0;
        for (Node node : nodes) {
            long values = values(node, node.layer.channels());
            largest = Math.max(largest, values);
            // zeros around an image are part of the convolution after them
            kept += read.contains(node) && !node.layer.type().equals("ZeroPadding2D") ? values : 0;
            kept += betweenKernels(node);
        }
        long copies = COPIES + (settings.optimizer().averaged() ? 1 : 0);
        long pixels = 3L
                * size
                * size
                * settings.batchSize()
                * (settings.augmentation().mixes() ? 2 : 1);
        return new TrainingMemory(
                copies * FLOAT * network.parameters(), FLOAT * images * (kept + 2 * largest), 2 * pixels);
    }

    private static long values(Node node, int channels) {
        return (long) node.layer.edge() * node.layer.edge() * channels;
    }

    /** What a separable convolution's first kernel hands to its second. */
    private static long betweenKernels(Node node) {
        return node.layer.type().equals("SeparableConv2D")
                ? values(node, node.inputs.get(0).layer.channels())
                : 0;
    }

    /** On the device. */
    public long device() {
        return weights + activations;
    }

    /** For people, e.g. {@code 1.2 GB}. */
    public String text() {
        return device() < 1e9
                ? String.format(Locale.ROOT, "%.0f MB", device() / 1e6)
                : String.format(Locale.ROOT, "%.1f GB", device() / 1e9);
    }
}
