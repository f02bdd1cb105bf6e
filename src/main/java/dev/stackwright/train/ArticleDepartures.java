package dev.stackwright.train;

import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.network.Network;
import dev.stackwright.network.Networks;
import dev.stackwright.prediction.Labels;
import dev.stackwright.train.TrainedMember.Weights;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * In what a run of the recipe {@link Recipe#ARTICLE} departs from the article's experiment. This is the one place that says
 * so; the report shows the list.
 *
 * <p>The experiment: photos of 224 by 224 pixels; MobileNetV2, InceptionV3 and Xception with ImageNet weights, each with
 * global average pooling and {@code Dense(1, sigmoid)}, every weight trained (batch norm too) by Adam at 1e-4 in batches of
 * 32 for 20 epochs, the last one's weights taken; then their sigmoids side by side, {@code Dense(10, relu)},
 * {@code Dense(1, sigmoid)}, Adam at 1e-3, 20 epochs, on the photos that the members were trained on. No augmentation, no
 * temperature.
 */
public final class ArticleDepartures {

    private static final int EPOCHS = 20;
    private static final int BATCH = 32;
    private static final double RATE = 1e-4;
    private static final int PIXELS = 224;
    private static final Set<String> MEMBERS = Set.of("mobilenet-v2", "inception-v3", "xception");

    private ArticleDepartures() {}

    /**
     * For people, one sentence each: those of every run, then those that this plan and these weights ask for. Weights of a
     * file are taken for ImageNet's: nothing in a file says what it was trained on.
     *
     * @param members what each was trained to
     */
    public static List<String> of(TrainingPlan plan, Labels labels, List<Weights> members) {
        List<String> all = new ArrayList<>();
        all.add("the loss is the stable cross-entropy from logits, of members and stack; the article says"
                + " from_logits=True of outputs that are sigmoids already");
        all.add("every validation photo counts; the article's figures are those of 992 photos, which leaves out an"
                + " incomplete last batch");
        all.add("heads and stack start from Keras' distribution, but from other random numbers");
        FineTuneSettings settings = plan.fineTuning();
        if (labels.count() > 2) {
            all.add(labels.count() + " labels: softmax in place of one sigmoid, in members and stack");
        }
        if (!new HashSet<>(plan.members().stream().map(Network::name).toList()).equals(MEMBERS)) {
            all.add("other members: the article's are " + titles());
        }
        List<String> fromNothing = members.stream()
                .filter(Weights::beganFromNothing)
                .map(Weights::network)
                .toList();
        if (!fromNothing.isEmpty()) {
            all.add("random weights in place of ImageNet's to begin with: " + String.join(", ", fromNothing));
        }
        plan.members().stream()
                .collect(Collectors.groupingBy(
                        network -> Objects.requireNonNullElse(
                                network.sees(), plan.spec().size()),
                        TreeMap::new,
                        Collectors.mapping(Network::title, Collectors.joining(", "))))
                .forEach((size, titles) -> {
                    if (size != PIXELS) {
                        all.add("photos of " + size + " pixels in place of " + PIXELS + ": " + titles);
                    }
                });
        if (!Integer.valueOf(EPOCHS).equals(settings.epochs())) {
            all.add("epochs of members: " + settings.epochs() + " in place of " + EPOCHS);
        }
        if (settings.batchSize() != BATCH) {
            all.add("batches of " + settings.batchSize() + " in place of " + BATCH);
        }
        if (settings.learningRate() != RATE) {
            all.add("learning rate of members: " + settings.learningRate() + " in place of " + RATE);
        }
        return List.copyOf(all);
    }

    private static String titles() {
        return String.join(
                ", ",
                Networks.all().stream()
                        .filter(network -> MEMBERS.contains(network.name()))
                        .map(Network::title)
                        .toList());
    }
}
