package dev.stackwright.network;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a network is trained.
 *
 * @param epochs 1 to 1000, or null for a length by the number of images, see {@link #epochs(int)}
 * @param batchSize 1 to 1024
 * @param learningRate at its highest
 * @param warmUp share of the steps over which the rate rises, 0 to 1
 * @param labelSmoothing share of each target that is spread over all labels, 0 to below 1 (Szegedy et al., Rethinking the
 *     Inception Architecture, arXiv 1512.00567, section 7)
 * @param asKeras as Keras' {@code fit} has it by default: the rate stays after its rise, and an epoch's batches are full
 *     but for the last; else the rate falls to zero along a cosine, and batches differ by one image at most
 * @param trialRates peaks of the rate of which each training takes the best by a short trial on its own images, ascending;
 *     empty for {@code learningRate}
 * @param precision of convolutions in a step
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FineTuneSettings(
        @Nullable Integer epochs,
        int batchSize,
        double learningRate,
        double warmUp,
        Optimizer optimizer,
        double labelSmoothing,
        Augmentation augmentation,
        ClassWeights classWeights,
        BatchNormMode batchNorm,
        @JsonIgnore boolean asKeras,
        List<Double> trialRates,
        Precision precision) {

    /** What a trial of one rate takes, as a share of the training's steps. */
    public static final double TRIAL_SHARE = 0.1;

    /** Rates in a trial at most. */
    public static final int MOST_TRIALS = 8;

    /** What training does to batch norm; {@code BatchNormLayers} knows how each mode is drawn. */
    public enum BatchNormMode {
        /** Moving statistics are used; they, gamma and beta stay as they are. */
        FROZEN(false),
        /** The statistics of each batch are used, the moving ones follow; gamma and beta are trained. */
        TRAINING(true);

        private final boolean bound;

        BatchNormMode(boolean bound) {
            this.bound = bound;
        }

        /** Whether what a step makes of an image depends on the others of its batch. */
        public boolean bindsBatch() {
            return bound;
        }

        /** As requests name it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What an image counts in the loss. */
    public enum ClassWeights {
        /** Each image the same. */
        NONE,
        /** Each label the same: n / (labels · images of the label), as scikit-learn's {@code class_weight='balanced'}. */
        BALANCED;

        /** As requests name it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * AdamW (Loshchilov and Hutter, Decoupled Weight Decay Regularization, arXiv 1711.05101), with β 0.9 and 0.999.
     *
     * @param weightDecay share of a kernel, times the rate, that a step takes away; biases, gamma and beta keep theirs
     * @param clipNorm global norm that gradients are clipped to; infinity for none
     * @param layerDecay the rate of the layer next to the image as a share of the head's, above 0 to 1; between them
     *     geometric by the order of layers (Howard and Ruder, ULMFiT, arXiv 1801.06146, section 3.2)
     * @param averaged whether the moving average of the weights is taken in the end, with a decay of min(0.999, (1 + t) /
     *     (10 + t)) at step t
     */
    public record Optimizer(double weightDecay, double clipNorm, double layerDecay, boolean averaged) {

        /** Adam: no decay, no clipping, one rate, no average. */
        public static final Optimizer ADAM = new Optimizer(0, Double.POSITIVE_INFINITY, 1, false);

        public Optimizer {
            boolean clipping = clipNorm > 0 && (clipNorm <= Float.MAX_VALUE || Double.isInfinite(clipNorm));
            if (!(weightDecay >= 0 && weightDecay < 1) || !clipping || !(layerDecay > 0 && layerDecay <= 1)) {
                throw new IllegalArgumentException("expected a weight decay in [0, 1), a positive clip norm of a"
                        + " float's range and a layer decay in (0, 1], found " + weightDecay + ", " + clipNorm + ", "
                        + layerDecay);
            }
        }

        public boolean clips() {
            return !Double.isInfinite(clipNorm);
        }
    }

    /**
     * How images are changed at random.
     *
     * @param flip whether they are mirrored
     * @param crop least share of the area that is cut out and enlarged, its ratio of edges from 3/4 to 4/3 (Szegedy et al.,
     *     Going deeper with convolutions, arXiv 1409.4842, section 6); 1 for all of it
     * @param colour most by which brightness, contrast and saturation are changed, each by its own factor; 0 for none
     * @param mixup α of Beta(α, α), by which each image is mixed with another, and its label likewise (Zhang et al., mixup,
     *     arXiv 1710.09412); 0 for none
     * @param cutmix α of Beta(α, α), by which a piece of each image is another's, and its label likewise (Yun et al.,
     *     CutMix, arXiv 1905.04899); 0 for none. With mixup too, each image has one or the other, by a coin
     */
    public record Augmentation(boolean flip, double crop, double colour, double mixup, double cutmix) {

        public static final Augmentation NONE = new Augmentation(false, 1, 0);

        public Augmentation {
            if (!(crop > 0 && crop <= 1) || !(colour >= 0 && colour < 1)) {
                throw new IllegalArgumentException(
                        "expected a crop in (0, 1] and a colour in [0, 1), found " + crop + ", " + colour);
            }
            if (!(mixup >= 0 && mixup <= 10) || !(cutmix >= 0 && cutmix <= 10)) {
                throw new IllegalArgumentException(
                        "expected a mixup and a cutmix of 0 to 10, found " + mixup + ", " + cutmix);
            }
        }

        /** Of each image alone. */
        public Augmentation(boolean flip, double crop, double colour) {
            this(flip, crop, colour, 0, 0);
        }

        /** Whether images are mixed with others. */
        public boolean mixes() {
            return mixup > 0 || cutmix > 0;
        }
    }

    /**
     * What {@code --recipe finetune} does unless asked otherwise, from pre-trained weights. Sources: a peak of
     * 1e-4 gained on each of three sets far from ImageNet at 224 pixels, and mixes of the weights before and after gained,
     * too; 3e-4 together with clipping undid a network in its first epochs on one of them, and 1e-3 was worse than the probe
     * on one at small sizes (BENCHMARKS.md, "What fine-tuning is made of"); its rise over a tenth of the steps is Goyal et al.'s (arXiv 1706.02677, section 2.2),
     * its fall SGDR's; the decay is that of PyTorch's {@code AdamW}; clipping at 1 is that of fine-tuning in Dosovitskiy et
     * al. (arXiv 2010.11929, appendix B.1); batch norm keeps its statistics as in Keras' guide to transfer
     * learning, and gamma and beta, too.
     */
    public static final FineTuneSettings FINE_TUNING = new FineTuneSettings(
            null,
            32,
            1e-4,
            0.1,
            new Optimizer(0.01, 1, 1, false),
            0,
            new Augmentation(true, 1, 0),
            ClassWeights.NONE,
            BatchNormMode.FROZEN,
            false,
            List.of(),
            Precision.AUTO);

    /** In float32 and without a trial. */
    public FineTuneSettings(
            @Nullable Integer epochs,
            int batchSize,
            double learningRate,
            double warmUp,
            Optimizer optimizer,
            double labelSmoothing,
            Augmentation augmentation,
            ClassWeights classWeights,
            BatchNormMode batchNorm,
            boolean asKeras) {
        this(
                epochs,
                batchSize,
                learningRate,
                warmUp,
                optimizer,
                labelSmoothing,
                augmentation,
                classWeights,
                batchNorm,
                asKeras,
                List.of(),
                Precision.FLOAT32);
    }

    public FineTuneSettings {
        trialRates = List.copyOf(trialRates);
        if (trialRates.size() > MOST_TRIALS
                || !trialRates.stream().sorted().distinct().toList().equals(trialRates)
                || trialRates.stream().anyMatch(rate -> !(rate > 0 && rate < 1))) {
            throw new IllegalArgumentException("expected at most " + MOST_TRIALS
                    + " learning rates to try, in (0, 1), ascending, found " + trialRates);
        }
        if ((epochs != null && (epochs < 1 || epochs > 1000)) || batchSize < 1 || batchSize > 1024) {
            throw new IllegalArgumentException(
                    "expected 1 to 1000 epochs and batches of 1 to 1024, found " + epochs + " and " + batchSize);
        }
        if (!(learningRate > 0 && learningRate < 1) || !(warmUp >= 0 && warmUp <= 1)) {
            throw new IllegalArgumentException("expected a learning rate in (0, 1) and a warm-up in [0, 1], found "
                    + learningRate + ", " + warmUp);
        }
        if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
            throw new IllegalArgumentException("expected a label smoothing in [0, 1), found " + labelSmoothing);
        }
    }

    /** The article's: these epochs, batches and rate, every weight trained, no clipping, no augmentation, as Keras. */
    public FineTuneSettings article() {
        return new FineTuneSettings(
                epochs,
                batchSize,
                learningRate,
                0,
                Optimizer.ADAM,
                0,
                Augmentation.NONE,
                ClassWeights.NONE,
                BatchNormMode.TRAINING,
                true);
    }

    /**
     * Epochs of a training on so many images: those that are set, else 100 / ∛images, 3 to 30. Small sets need many steps and
     * large ones few passes (Kolesnikov et al., Big Transfer, arXiv 1912.11370, section 3.3); the constant meets the 15, 12
     * and 9 epochs of 277, 574 and 1,444 photos with which fine-tuning in Keras gained most of what there was to gain.
     */
    public int epochs(int images) {
        return epochs != null ? epochs : (int) Math.max(3, Math.min(30, Math.round(100 / Math.cbrt(images))));
    }

    /** Steps of one epoch over so many images. */
    public int stepsPerEpoch(int images) {
        return (images + batchSize - 1) / batchSize;
    }

    /** Steps of a whole training on so many images. */
    public int steps(int images) {
        return epochs(images) * stepsPerEpoch(images);
    }

    /** Steps of each rate's trial, where there is one; 1 or more. */
    public int trialSteps(int images) {
        return Math.max(1, (int) Math.round(TRIAL_SHARE * steps(images)));
    }

    /** Steps of a whole training and of the trials before it. */
    public int stepsAndTrials(int images) {
        return steps(images) + trialRates.size() * trialSteps(images);
    }

    /** The same at one rate, without a trial. */
    public FineTuneSettings at(double rate) {
        return new FineTuneSettings(
                epochs,
                batchSize,
                rate,
                warmUp,
                optimizer,
                labelSmoothing,
                augmentation,
                classWeights,
                batchNorm,
                asKeras,
                List.of(),
                precision);
    }

    /**
     * The rate of one step: linear warm-up, then half a cosine (Loshchilov and Hutter, SGDR, ICLR 2017, equation 5,
     * without restarts), or as it is.
     *
     * @param step from 0
     * @param steps of the whole training
     */
    public double learningRate(int step, int steps) {
        int rising = (int) Math.round(warmUp * steps);
        if (step < rising) {
            return learningRate * (step + 1) / rising;
        }
        if (asKeras) {
            return learningRate;
        }
        double done = (double) (step - rising) / Math.max(1, steps - rising);
        return learningRate * 0.5 * (1 + Math.cos(Math.PI * done));
    }
}
