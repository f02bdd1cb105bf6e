package dev.stackwright.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.stackwright.classify.Classifier;
import dev.stackwright.classify.ClassifierSettings;
import dev.stackwright.classify.ClassifyListener;
import dev.stackwright.classify.ClassifyReply.Result;
import dev.stackwright.classify.ClassifyReply.Scored;
import dev.stackwright.classify.ClassifyRequest;
import dev.stackwright.classify.ClassifyRequest.InlineImage;
import dev.stackwright.download.DownloadPolicy;
import dev.stackwright.ensemble.EnsembleRepository;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.ensemble.Predictor;
import dev.stackwright.image.ImageDecoder;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.ImageRejectedException;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.prediction.Probabilities;
import dev.stackwright.train.Recipe;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Labels that are numbers, from their folders to the answer. As texts they would stand as 1, 10, 2. */
class NumberLabelsTest {

    private static final List<String> IN_ORDER = List.of("1", "2", "10");
    private static final Map<String, Color> COLOURS =
            Map.of("1", new Color(230, 30, 30), "2", new Color(30, 220, 30), "10", new Color(30, 30, 230));

    @TempDir
    Path folder;

    @Test
    void aPhotoIsAnsweredWithTheNumberOfItsFolderInTheOrderOfTheManifest() throws Exception {
        draw("train", 10);
        draw("validation", 2);
        StageFixture house = new StageFixture(folder);
        house.allStages(house.submit(Recipe.PROBE));
        EnsembleRepository ensembles = house.ensembles(house.store);
        EnsembleVersion version = ensembles.versions(StageFixture.NAME).get(0);
        assertThat(ensembles
                        .manifest(StageFixture.NAME, version)
                        .orElseThrow()
                        .labels()
                        .names())
                .isEqualTo(IN_ORDER);

        Map<String, byte[]> photos = new LinkedHashMap<>();
        for (String label : IN_ORDER) {
            photos.put(label, photo(label, 99));
        }
        List<Result> answers = classified(house, ensembles, photos);
        assertThat(answers).extracting(Result::label).isEqualTo(IN_ORDER);
        try (Predictor outputs = ensembles.load(StageFixture.NAME, version)) {
            for (int photo = 0; photo < IN_ORDER.size(); photo++) {
                Probabilities of = outputs(outputs, photos.get(IN_ORDER.get(photo)));
                for (Scored scored : answers.get(photo).top()) {
                    assertThat(scored.probability())
                            .as("%s, of the photo of %s", scored.label(), IN_ORDER.get(photo))
                            .isCloseTo(of.at(0, IN_ORDER.indexOf(scored.label())), within(1e-4));
                }
            }
        }
    }

    private static List<Result> classified(
            StageFixture house, EnsembleRepository ensembles, Map<String, byte[]> photos) {
        try (Classifier classifier = new Classifier(
                ClassifierSettings.defaults(2, 64 << 20, "stackwright/test").withDeadline(Duration.ofMinutes(15)),
                ensembles,
                house.store,
                DownloadPolicy.DEFAULT,
                ImageLimits.DEFAULT,
                house.clock,
                ClassifyListener.NONE)) {
            List<InlineImage> images = photos.entrySet().stream()
                    .map(photo -> new InlineImage(photo.getKey(), photo.getValue()))
                    .toList();
            return classifier
                    .classify(ClassifyRequest.of(StageFixture.NAME, List.of(), images)
                            .withTop(IN_ORDER.size()))
                    .results();
        }
    }

    /** What the model itself answers: no label takes part in it. */
    private static Probabilities outputs(Predictor model, byte[] photo) throws ImageRejectedException {
        ImageSpec spec = model.manifest().imageSpec();
        try (ImageDecoder decoder = new ImageDecoder(spec, ImageLimits.DEFAULT)) {
            return model.predict(new PixelBatch(spec, 1, decoder.decode(photo).rgb()))
                    .ensemble();
        }
    }

    private void draw(String part, int count) throws IOException {
        for (String label : IN_ORDER) {
            Path directory = Files.createDirectories(folder.resolve(part).resolve(label));
            for (int i = 0; i < count; i++) {
                Files.write(directory.resolve(i + ".png"), photo(label, part.length() * 1000 + i));
            }
        }
    }

    /** A patch of the label's colour on a dark ground. */
    private static byte[] photo(String label, int seed) throws IOException {
        Random random = new Random(seed * 31L + label.hashCode());
        BufferedImage image = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        int grey = random.nextInt(60);
        pen.setColor(new Color(grey, grey, grey));
        pen.fillRect(0, 0, 40, 40);
        pen.setColor(COLOURS.get(label));
        pen.fillRect(random.nextInt(8), random.nextInt(8), 30, 30);
        pen.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }
}
