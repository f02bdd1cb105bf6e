package dev.stackwright.server;

import dev.stackwright.app.Stackwright;
import dev.stackwright.classify.ClassifyReply;
import dev.stackwright.classify.ClassifyRequest;
import dev.stackwright.dataset.DatasetLocation;
import dev.stackwright.run.InvalidRequestException;
import dev.stackwright.run.TrainRequest;
import io.quarkus.funqy.Funq;
import jakarta.inject.Inject;

/** The two functions, as Funqy serves them at {@code POST /train} and {@code POST /classify}. */
public class Functions {

    private final Stackwright house;

    @Inject
    Functions(Stackwright house) {
        this.house = house;
    }

    /** Queues a training run. Paths of the server's own disk are refused: they are not the caller's to read. */
    @Funq
    public TrainReply train(TrainRequest request) {
        DatasetLocation dataset = house.planner().plan(request).dataset();
        if (dataset instanceof DatasetLocation.LocalZip || dataset instanceof DatasetLocation.LocalFolder) {
            throw new InvalidRequestException(
                    "dataset",
                    "expected s3://" + house.store().bucket() + "/… or https://…/….zip, found the local path '"
                            + request.dataset() + "'; upload it first, or train from the command line");
        }
        return TrainReply.of(house.runs().submit(request));
    }

    /** Classifies up to 64 images by their urls. */
    @Funq
    public ClassifyReply classify(ClassifyRequest request) {
        return house.classifier().classify(request);
    }
}
