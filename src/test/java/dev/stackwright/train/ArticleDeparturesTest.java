package dev.stackwright.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.common.Sha256;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.network.FineTuneSettings.Augmentation;
import dev.stackwright.network.FineTuneSettings.BatchNormMode;
import dev.stackwright.network.FineTuneSettings.ClassWeights;
import dev.stackwright.network.FineTuneSettings.Optimizer;
import dev.stackwright.network.Network;
import dev.stackwright.network.Networks;
import dev.stackwright.prediction.Labels;
import dev.stackwright.train.TrainedMember.Weights;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArticleDeparturesTest {

    private static final List<Network> ARTICLE = Stream.of("mobilenet-v2", "inception-v3", "xception")
            .map(Networks::named)
            .toList();

    private static List<String> of(List<Network> members, int pixels, String origin) {
        TrainingPlan plan = new TrainingPlan(
                Recipe.ARTICLE,
                members,
                new ImageSpec(pixels),
                7,
                2,
                new FineTuneSettings(
                        20,
                        32,
                        1e-4,
                        0,
                        Optimizer.ADAM,
                        0,
                        Augmentation.NONE,
                        ClassWeights.NONE,
                        BatchNormMode.TRAINING,
                        true));
        List<Weights> weights = members.stream()
                .map(network -> new Weights(network.name(), origin, Sha256.of(new byte[0])))
                .toList();
        return ArticleDepartures.of(plan, new Labels(List.of("cat", "dog")), weights);
    }

    @Test
    void theArticlesOwnSettingsDepartInNothingButWhatEveryRunDoes() {
        assertThat(of(ARTICLE, 224, "fine-tuned from xception_notop.h5"))
                .hasSize(3)
                .noneMatch(departure -> departure.contains("in place of"));
    }

    @Test
    void randomWeightsAreNamedWithTheirMembers() {
        assertThat(of(ARTICLE, 224, "fine-tuned from random (seed 7)"))
                .hasSize(4)
                .contains("random weights in place of ImageNet's to begin with: mobilenet-v2, inception-v3, xception");
    }

    @Test
    void weightsWithTheWordInTheirNameAreNotRandom() {
        assertThat(of(ARTICLE, 224, "fine-tuned from not-random.h5")).hasSize(3);
    }

    @Test
    void anotherSizeOfPhotosIsNamed() {
        assertThat(of(ARTICLE, 160, "fine-tuned from weights.h5"))
                .hasSize(4)
                .contains("photos of 160 pixels in place of 224: MobileNetV2, InceptionV3, Xception");
    }

    @Test
    void whereEachSeesItsNativeSizeThoseOfAnotherAreNamed() {
        List<Network> native224 = List.of(ARTICLE.get(0).seeing(224), ARTICLE.get(1), ARTICLE.get(2));
        assertThat(of(native224, 299, "fine-tuned from weights.h5"))
                .hasSize(4)
                .contains("photos of 299 pixels in place of 224: InceptionV3, Xception");
    }

    @Test
    void otherMembersAreNamed() {
        assertThat(of(ARTICLE.subList(0, 1), 224, "fine-tuned from weights.h5"))
                .hasSize(4)
                .anyMatch(departure -> departure.startsWith("other members: the article's are MobileNetV2,"));
    }
}
