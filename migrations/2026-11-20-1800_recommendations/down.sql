drop table recommendation_showings, recommendation_items, recommendation_sets, taste_models, user_recommendation_signals, recommendation_signals;
alter table user_profiles drop column preferred_pressing;
drop function recommendations_change() cascade;
drop function recommendations_notify();
