package dev.stackwright.train;

import dev.stackwright.ensemble.Member;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.prediction.Logits;
import dev.stackwright.train.fit.Probe;
import java.util.Optional;

/**
 * A member and what it says of the images.
 *
 * @param head where its head came from: {@code probe}, {@code fine-tuned} or {@code article}
 * @param probe empty where there was none
 * @param outOfFold logits of training images by models that never saw them; empty where the recipe has none
 * @param validationFeatures of its network as served
 * @param validation logits
 */
record TrainedMember(
        Member member,
        String head,
        Optional<Probe> probe,
        Optional<Logits> outOfFold,
        FeatureMatrix validationFeatures,
        Logits validation) {}
