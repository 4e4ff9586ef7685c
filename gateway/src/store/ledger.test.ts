import { onEveryDatabase } from '../../tests/support/on-every-database.ts';
import { describeAccounting } from './accounting.contract.ts';
import { describeCredits } from './credits.contract.ts';
import { describeSpendingShares } from './spending-shares.contract.ts';
import { describeTransfers } from './transfers.contract.ts';
import { describeVerify } from './verify-ledger.contract.ts';

onEveryDatabase(({ newPlace }) => {
  describeTransfers({ newPlace });
  describeCredits({ newPlace });
  describeAccounting({ newPlace });
  describeVerify({ newPlace });
  describeSpendingShares({ newPlace });
});
