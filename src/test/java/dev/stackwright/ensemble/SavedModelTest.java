package dev.stackwright.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.stackwright.image.ImageDecoder;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.ImageRejectedException;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.image.PngBytes;
import dev.stackwright.prediction.Probabilities;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.tensorflow.SavedModelFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

class SavedModelTest extends ModelFormatContract {

    @Override
    ModelFormat format() {
        return new SavedModelFormat(Devices.AUTO);
    }

    @Test
    void besideItLiesTheFolderThatTensorFlowLooksFor() {
        format().write(TinyNetwork.model(TinyEnsembles.labels(2), TinyEnsembles.SPEC, 16), folder);
        assertThat(folder.resolve("variables")).isEmptyDirectory();
    }

    @Test
    void encodedPhotosAreAnsweredAsTheirPixelsAre() throws ImageRejectedException {
        EnsembleModel model = TinyNetwork.model(TinyEnsembles.labels(3), TinyEnsembles.SPEC, 16);
        format().write(model, folder);
        byte[] png = PngBytes.rgb(97, 61, PngBytes.formula());
        try (ImageDecoder decoder = new ImageDecoder(TinyEnsembles.SPEC, ImageLimits.DEFAULT);
                Predictor predictor = format().load(folder, TinyEnsembles.manifest(model));
                SavedModelBundle bundle = SavedModelBundle.load(folder.toString(), "serve");
                TString files = TString.tensorOfBytes(NdArrays.vectorOfObjects(png, png));
                Result answers = bundle.function("classify_bytes").call(Map.of("image_bytes", files))) {
            Probabilities expected = predictor
                    .predict(PixelBatch.of(decoder.spec(), List.of(decoder.decode(png))))
                    .ensemble();
            for (String output : List.of("probabilities", "member_0")) {
                TFloat32 found = (TFloat32) answers.get(output).orElseThrow();
                assertThat(found.shape()).isEqualTo(Shape.of(2, 3));
            }
            TFloat32 found = (TFloat32) answers.get("probabilities").orElseThrow();
            for (int label = 0; label < 3; label++) {
                assertThat((double) found.getFloat(1, label)).isCloseTo(expected.at(0, label), within(1e-6));
            }
        }
    }
}
