package dev.stackwright.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.tensorflow.Devices;
import dev.stackwright.tensorflow.SavedModelFormat;
import org.junit.jupiter.api.Test;

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
}
